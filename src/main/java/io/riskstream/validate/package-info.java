/** Fields against a JSON Schema: {@link io.riskstream.validate.EventSchema} declares them, {@link io.riskstream.validate.ValidateSchema} checks them. */
package io.riskstream.validate;
