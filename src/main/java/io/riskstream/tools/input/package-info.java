/**
 * Opens files of events and of reference data: text in a declared character set, also compressed with gzip; CSV; and JSON in the forms that occur. Each mistake
 * is reported with file and line. A file is streamed, so it need not fit into memory.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.tools.input;
