/**
 * The rule language: a strict subset of CEL, the Common Expression Language. Expressions are type-checked against the fields of the event type
 * and compiled to closures that read slots.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.expression;
