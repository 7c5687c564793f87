package io.riskstream.stage;

import java.util.UUID;

/** The name of a schema in its {@link SchemaStore}. */
public sealed interface SchemaId {
    /** A number that the store has assigned. */
    record AssignedNumber(int value) implements SchemaId {
        @Override
        public String toString() {
            return "schema " + value;
        }
    }

    /** An identifier that is unique across stores. */
    record Guid(UUID value) implements SchemaId {
        @Override
        public String toString() {
            return "schema " + value;
        }
    }
}
