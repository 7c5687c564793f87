package io.riskstream.validate;

import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.text.SourceFile;
import io.riskstream.validate.schema.SchemaCycleCheck;
import io.riskstream.validate.schema.SchemaDocument;
import java.io.Serializable;
import java.util.List;

/**
 * The JSON Schema (2020-12) of a pipeline's events. Its properties are the event's declared fields: an object inside the event gives one field
 * for each of its own properties, by dotted path, such as {@code location.zip}.
 *
 * <p>What the fields' types are made from: {@code type}, with {@code "null"} beside another type left aside; without it the values of {@code
 * enum} and {@code const}; behind a {@code $ref} into the same file, and in {@code allOf}. A property of several types, or none, is {@link
 * io.riskstream.event.FieldType#ANY}.
 *
 * <p>The file is read once, by whoever submits the topology. Its text travels with the stages, and nothing is ever fetched.
 */
public final class EventSchema implements FieldSource, Serializable {
    private static final long serialVersionUID = 1;

    private final SourceFile file;
    private final List<Field> fields;

    /**
     * Reads a schema.
     *
     * @param path of the file, from the working directory or in the topology jar
     * @throws IllegalArgumentException if the file is missing, is not JSON, or is a schema that gives no fields; naming file and JSON pointer
     */
    public EventSchema(String path) {
        this(SourceFile.read(path));
    }

    EventSchema(SourceFile file) {
        this.file = file;
        SchemaDocument document = SchemaDocument.parse(file);
        this.fields = new SchemaFields(document).list();
        SchemaCycleCheck.refuse(document);
    }

    /** The schema's file, as the Flux file names it. */
    @Override
    public String name() {
        return file.name();
    }

    /** In the order of the file. */
    @Override
    public List<Field> fields() {
        return fields;
    }

    /** The schema as it was written. */
    public SourceFile file() {
        return file;
    }

    /** The schema, parsed again: it does not travel with the topology. */
    SchemaDocument document() {
        return SchemaDocument.parse(file);
    }

    @Override
    public String toString() {
        return "EventSchema[" + file.name() + ", " + fields.size() + " fields]";
    }
}
