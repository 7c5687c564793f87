/**
 * What the parsers of several formats share: the conversion of texts into values of a field's declared type, and the limit of items in lists of objects.
 *
 * <p>Internal.
 */
package io.riskstream.parse.value;
