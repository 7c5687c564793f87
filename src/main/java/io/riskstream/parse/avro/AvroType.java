package io.riskstream.parse.avro;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A type of an Avro schema. Immutable once its schema is parsed. A record may contain itself. */
sealed interface AvroType {
    /** The primitive types. */
    enum Kind {
        NULL,
        BOOLEAN,
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        BYTES,
        STRING
    }

    /**
     * A meaning, with the number of digits after the point if it is a decimal.
     *
     * @param scale 0 unless the type is {@link LogicalType#DECIMAL}
     */
    record Meaning(LogicalType type, int scale) {
        static final Meaning NONE = new Meaning(LogicalType.NONE, 0);
    }

    /** A primitive type. */
    record Primitive(Kind kind, Meaning meaning) implements AvroType {}

    /** Bytes of a fixed number. */
    record Fixed(String name, int size, Meaning meaning) implements AvroType {}

    /** One of some texts. */
    record Enumeration(String name, List<String> symbols) implements AvroType {}

    /** A list. */
    record Array(AvroType element) implements AvroType {}

    /** An object whose keys the schema does not name. */
    record Dictionary(AvroType value) implements AvroType {}

    /** A value of one of several types. */
    record Union(List<AvroType> branches) implements AvroType {}

    /**
     * A field of a record.
     *
     * @param pointer the JSON pointer of the field in its schema
     * @param fallback the default as JSON text; empty if the field has none
     */
    record Member(String name, AvroType type, String pointer, Optional<String> fallback) {}

    /** An object with named fields. Two records are equal only if they are the same object, since a record may contain itself. */
    final class Structure implements AvroType {
        private final String name;
        private List<Member> members = List.of();

        Structure(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        List<Member> members() {
            return members;
        }

        /** Completes the record: a field may refer to the record itself, so the record exists before its fields. */
        void complete(List<Member> fields) {
            members = List.copyOf(fields);
        }
    }

    /** Returns the type as messages name it, such as {@code long (timestamp-millis)} or {@code record 'Claim'}. */
    static String describe(AvroType type) {
        if (type instanceof Primitive primitive) {
            return primitive.kind().name().toLowerCase(Locale.ROOT) + describe(primitive.meaning());
        } else if (type instanceof Fixed fixed) {
            return "fixed '" + fixed.name() + "'" + describe(fixed.meaning());
        } else if (type instanceof Enumeration enumeration) {
            return "enum '" + enumeration.name() + "'";
        } else if (type instanceof Array) {
            return "array";
        } else if (type instanceof Dictionary) {
            return "map";
        } else if (type instanceof Union) {
            return "union";
        }
        return "record '" + ((Structure) type).name() + "'";
    }

    private static String describe(Meaning meaning) {
        return meaning.type() == LogicalType.NONE
                ? ""
                : " (" + meaning.type().name().toLowerCase(Locale.ROOT).replace('_', '-') + ")";
    }
}
