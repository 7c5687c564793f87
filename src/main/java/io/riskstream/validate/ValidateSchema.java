package io.riskstream.validate;

import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.Field;
import io.riskstream.Options;
import io.riskstream.Outcome;
import io.riskstream.Rejection;
import io.riskstream.RejectionCode;
import io.riskstream.Stage;
import io.riskstream.StageContext;
import io.riskstream.StageSpec;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks events against their schema. What comes with the event is checked, not what look-ups add, so this stage may stand before or after
 * them. Every failing place is told, each with the code {@code schema.} and the keyword that failed; {@code format} is checked, not merely
 * noted. A message may quote up to 40 characters of the wrong value.
 */
public final class ValidateSchema implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("validate")
            .optional("name", Options.Kind.TEXT, "validate", "what metrics and rejections call this stage");

    private static final Logger LOG = LoggerFactory.getLogger(ValidateSchema.class);

    private final String name;
    private final EventType type;
    private final EventSchema schema;
    private transient SchemaChecker checker;

    /** A validation named {@code validate}. */
    public ValidateSchema(EventType type, EventSchema schema) {
        this(type, schema, Map.of());
    }

    /**
     * A validation.
     *
     * @param type the fields of the events; the schema's must be among them
     * @param options {@code name}
     * @throws IllegalArgumentException if the schema is not valid, naming file and JSON pointer; or if the type is not made of it
     */
    public ValidateSchema(EventType type, EventSchema schema, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        if (type == null || schema == null) {
            throw given.fault((type == null ? "its event type" : "its schema")
                    + " is missing; is it declared further down in the Flux file?");
        }
        for (Field field : schema.fields()) {
            int slot = type.find(field.path()).orElse(-1);
            if (slot < 0 || !type.field(slot).equals(field)) {
                throw given.fault("field '" + field.path() + "' of " + schema.name()
                        + " is not in the event type; make the event type of this schema");
            }
        }
        this.name = given.text("name");
        this.type = type;
        this.schema = schema;
        LibraryChecker library = new LibraryChecker(type, schema); // which refuses what is no schema
        SchemaChecker best;
        try {
            best = new CompiledChecker(type, schema);
        } catch (UnsupportedKeyword e) {
            best = library;
            LOG.warn(
                    "{}: {} is checked with the json-schema library, which takes several times as long: {}",
                    name,
                    schema.name(),
                    e.getMessage());
        }
        this.checker = best;
    }

    private static SchemaChecker checker(EventType type, EventSchema schema) {
        try {
            return new CompiledChecker(type, schema);
        } catch (UnsupportedKeyword e) {
            return new LibraryChecker(type, schema);
        }
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .on(type)
                .reading(schema.fields().stream().map(Field::path).toList())
                .rejecting(SchemaDocument.parse(schema.file()).assertions().stream()
                        .map(RejectionCode::schema)
                        .toArray(String[]::new));
    }

    @Override
    public void open(StageContext context) {
        checker = checker(type, schema);
    }

    @Override
    public Outcome apply(Event event) {
        if (checker == null) {
            checker = checker(type, schema);
        }
        List<Failure> failures = checker.check(event);
        if (failures.isEmpty()) {
            return Outcome.pass();
        }
        return Outcome.reject(failures.stream()
                .map(failure ->
                        new Rejection(name, RejectionCode.schema(failure.keyword()), failure.path(), failure.message()))
                .toList());
    }
}
