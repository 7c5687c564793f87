/** Turns the CSV files of a references directory into the keys and records that look-ups find, as a {@code references.yaml} says. */
package io.riskstream.reference;
