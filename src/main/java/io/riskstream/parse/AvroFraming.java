package io.riskstream.parse;

/** How an Avro event names the schema with which it was written. */
public enum AvroFraming {
    /**
     * The event names its schema, in one of the forms that {@link AvroPrefix} recognises: Confluent's wire format with an id or a GUID, in the value or in a
     * header, or Avro's single-object encoding.
     */
    SCHEMA_ID,
    /** The event is the bare value. All events have the schema of option {@code schema}. */
    NONE
}
