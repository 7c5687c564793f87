/**
 * Texts, times and problems of configuration, without any knowledge of events: files that the submitter reads, dates and times of RFC 3339, hints for
 * misspelt words, the tokens of JSON, and {@link io.riskstream.text.ConfigurationException}, which reports mistakes with their component, option, value and position.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.text;
