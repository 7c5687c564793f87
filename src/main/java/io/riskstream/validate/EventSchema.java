package io.riskstream.validate;

import com.google.gson.JsonObject;
import io.riskstream.event.Field;
import io.riskstream.event.FieldDomain;
import io.riskstream.event.FieldSource;
import io.riskstream.text.SourceFile;
import io.riskstream.validate.schema.SchemaDocument;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON Schema of a pipeline's events. Its properties are the event's declared fields. An inner object has one field for each of its
 * own properties, by dotted path, such as {@code location.zip}.
 *
 * <p>The type of a field is its {@code type}, without {@code "null"} beside another type; if there is no {@code type}, the type of the values of
 * {@code enum} and {@code const}. {@code $ref} and {@code allOf} are followed, and the branches of {@code anyOf}, {@code oneOf}, {@code then},
 * {@code else} and {@code dependentSchemas}: a property that only branches declare has their type if they agree. A property with several types or none
 * is {@link io.riskstream.event.FieldType#ANY}.
 *
 * <p>A list of objects has the fields of its items, and so has a list inside such an item. A schema that refers to itself is read once: an object inside
 * an object of the same schema has no fields of its own.
 *
 * <p>{@code $schema} may name 2020-12, 2019-09, draft-07, -06 or -04. Without it, the keywords of all versions and of OpenAPI have their meaning, unless
 * a keyword occurs that only 2019-09 or 2020-12 has. A {@code $ref} may lead to a file in the same directory or below it.
 *
 * <p>The submitter reads the files once. Their text is serialized with the stages; a worker reads no file and fetches nothing.
 */
public final class EventSchema implements FieldSource, Serializable {
    /** The maximum length of a text that counts as a code, such as that of a state, and not as a free text. */
    public static final int MAX_CODE_LENGTH = 32;

    private static final long serialVersionUID = 1;

    private final SourceFile file;
    /** The files that the schema refers to, by path. */
    private final Map<String, SourceFile> others = new LinkedHashMap<>();

    private final List<Field> fields;

    /**
     * Reads a schema.
     *
     * @param path of the file, from the working directory or in the topology jar
     * @throws IllegalArgumentException if the file is missing, is not JSON, or is a schema with mistakes or without usable fields; the message has a line with
     *     file and JSON pointer for each mistake
     */
    public EventSchema(String path) {
        this(SourceFile.read(path));
    }

    EventSchema(SourceFile file) {
        this.file = file;
        SchemaDocument document = SchemaDocument.parse(file, path -> {
            SourceFile other = SourceFile.read(path);
            others.put(path, other);
            return other;
        });
        this.fields = new SchemaFields(document).list();
    }

    /** Returns the path of the schema's file, as the Flux file names it. */
    @Override
    public String name() {
        return file.name();
    }

    /** Returns the fields in the order of the file. */
    @Override
    public List<Field> fields() {
        return fields;
    }

    /** Returns the values that the schema allows, by the path of the field. Reads the schema again. */
    @Override
    public Map<String, FieldDomain> domains() {
        return new SchemaFields(document()).domains();
    }

    /**
     * Returns the fields of type string or of any type without {@code enum}, {@code const}, {@code pattern}, {@code format: date} or a {@code maxLength} of
     * at most {@link #MAX_CODE_LENGTH}. Reads the schema again.
     */
    public Set<String> freeTexts() {
        return new SchemaFields(document()).freeTexts();
    }

    /** Returns the file with its text. */
    public SourceFile file() {
        return file;
    }

    /**
     * Returns the schema as one document of JSON Schema 2020-12, with the parts of other files that it refers to under {@code $defs}, and with its titles and
     * descriptions. Reads the schema again.
     */
    public JsonObject json() {
        return document().documented();
    }

    /** Parses the schema again: the parsed schema is not serialized with the topology. */
    SchemaDocument document() {
        return SchemaDocument.parse(file, others::get);
    }

    @Override
    public String toString() {
        return "EventSchema[" + file.name() + ", " + fields.size() + " fields]";
    }
}
