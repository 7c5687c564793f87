/**
 * Text without any knowledge of events: files that the submitter reads, RFC 3339 dates and times, suggestions for misspelt words.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.text;
