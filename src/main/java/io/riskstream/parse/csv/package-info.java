/**
 * The syntax of CSV (RFC 4180), the same for events, files of events and reference files: the separator, the quote, the character set, the marks of missing
 * values, and the cells of a record.
 *
 * <p>Internal as Java: Flux files and references files give the options of {@link io.riskstream.parse.csv.CsvFormat}.
 */
package io.riskstream.parse.csv;
