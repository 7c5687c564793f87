package io.riskstream.tools.reference;

/**
 * The result of loading one reference.
 *
 * @param name its name in the references file
 * @param file the CSV file's name
 * @param present whether the file exists; an optional file may be absent
 * @param rows number of rows in the file, including those that {@code where} excludes
 * @param records number of records, one per key
 */
public record LoadedReference(String name, String file, boolean present, long rows, long records) {}
