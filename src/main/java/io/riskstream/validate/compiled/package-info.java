/**
 * The fast checker: one class per kind of keyword, compiled from the schema, applied to slots.
 *
 * <p>Internal: code outside this project must not use these classes.
 */
package io.riskstream.validate.compiled;
