/**
 * Avro 1.12: schemas, and compiled readers that walk an event's bytes once and set the slots of the event's fields.
 *
 * <p>{@link io.riskstream.parse.avro.AvroSchema} parses a schema. {@link io.riskstream.parse.avro.EventReader} is compiled from a writer's schema and the
 * event type. {@link io.riskstream.parse.avro.JsonToAvro} encodes JSON, for tests and local runs. The library org.apache.avro (5.9 MB with its
 * dependencies) is the reference in the tests only.
 *
 * <p>Internal.
 */
package io.riskstream.parse.avro;
