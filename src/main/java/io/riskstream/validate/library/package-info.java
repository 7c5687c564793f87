/**
 * The reference checker: all of JSON Schema 2020-12 through the json-schema library.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.validate.library;
