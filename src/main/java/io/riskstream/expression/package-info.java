/**
 * The language of rules: a strict subset of CEL, the Common Expression Language, checked against the fields of an event before any event comes, and
 * compiled to closures over slots.
 */
package io.riskstream.expression;
