/**
 * Formats of values as people and spreadsheets write them: {@code $67,349}, {@code 1.234,56}, {@code Yes}, {@code 12.5%}, {@code 1/25/2015}, the serial numbers
 * of Excel. A parser converts such a value into the one that the event has; the original bytes stay.
 *
 * <p>Internal as Java: Flux files and references files give the options of {@link io.riskstream.parse.format.ValueFormats}.
 */
package io.riskstream.parse.format;
