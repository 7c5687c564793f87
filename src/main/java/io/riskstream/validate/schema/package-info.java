/**
 * What both schema checkers share: the schema document, JSON values and their order, formats, and the failures that a checker reports.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.validate.schema;
