/**
 * The rule language: a subset of CEL, the Common Expression Language, in which arithmetic may mix ints and doubles. Expressions are type-checked against the fields of the event type
 * and compiled to closures that read slots.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.expression;
