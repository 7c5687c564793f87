/**
 * The reference checker: all of JSON Schema 2020-12 with the json-schema library. It also explains the rejections of the compiled checker.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.validate.library;
