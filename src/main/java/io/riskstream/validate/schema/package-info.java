/**
 * Classes that both schema checkers use: the schema document, JSON values and their order, formats, and failures.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.validate.schema;
