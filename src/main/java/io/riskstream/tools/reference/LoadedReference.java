package io.riskstream.tools.reference;

/**
 * What came of one reference.
 *
 * @param name its name in the references file
 * @param file the CSV file's name
 * @param present whether the file was there; an optional one need not be
 * @param rows how many rows the file has, those left out included
 * @param records how many records were made, one a key
 */
public record LoadedReference(String name, String file, boolean present, long rows, long records) {}
