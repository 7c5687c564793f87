package io.riskstream.parse.avro;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.JsonPointerPosition;
import io.riskstream.text.SourceFile;
import java.util.List;

/** A parsed Avro schema. Immutable and safe for many threads. */
public final class AvroSchema {
    private final SourceFile file;
    private final AvroType type;

    private AvroSchema(SourceFile file, AvroType type) {
        this.file = file;
        this.type = type;
    }

    /**
     * Parses a schema.
     *
     * @throws ConfigurationException if the text is not JSON or not an Avro schema, with each problem and its position in the file
     */
    public static AvroSchema parse(SourceFile file) {
        return parse(file, List.of());
    }

    /**
     * Parses a schema that uses types of other schemas.
     *
     * @param references the other schemas, each after those that it uses itself
     * @throws ConfigurationException as {@link #parse(SourceFile)}
     */
    public static AvroSchema parse(SourceFile file, List<String> references) {
        NamedTypes names = new NamedTypes();
        for (String reference : references) {
            new SchemaReader(new SourceFile(file.name() + " (referenced schema)", reference), names).read();
        }
        return new AvroSchema(file, new SchemaReader(file, names).read());
    }

    /** Returns the file. */
    public SourceFile file() {
        return file;
    }

    AvroType type() {
        return type;
    }

    /** Returns the CRC-64-AVRO fingerprint, by which single-object encoding names a schema. Each call computes it again. */
    public long fingerprint() {
        return Fingerprint.of(type);
    }

    /** Returns a problem at a place of the schema. */
    ConfigurationProblem problem(String pointer, String message) {
        return ConfigurationProblem.inFile(JsonPointerPosition.of(file, pointer), message);
    }

    @Override
    public String toString() {
        return "AvroSchema[" + file.name() + "]";
    }
}
