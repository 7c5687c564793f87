/**
 * The fast checker: keywords of a schema compiled to checks of an event's slots. It accepts or rejects; the json-schema library explains a rejection.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.validate.compiled;
