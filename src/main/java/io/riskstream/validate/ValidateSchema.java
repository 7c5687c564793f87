package io.riskstream.validate;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.validate.compiled.CompiledChecker;
import io.riskstream.validate.compiled.UnsupportedKeywordException;
import io.riskstream.validate.library.LibraryChecker;
import io.riskstream.validate.schema.SchemaChecker;
import io.riskstream.validate.schema.ValidationFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks events against their schema. What comes with the event is checked, not what look-ups add, so this stage may stand before or after
 * them. Every failing place is told, each with the code {@code schema.} and the keyword that failed; {@code format} is checked, not merely
 * noted. A message may quote up to 40 characters of the wrong value.
 *
 * <p>Schemas are compiled to checks of the event's slots: about half a microsecond for an event of 25 fields, nothing allocated, as fast as Java
 * written by hand. A schema with a keyword or a pattern that is not compiled ({@code patternProperties}, {@code unevaluatedProperties}, {@code
 * unevaluatedItems}, {@code $dynamicRef}, look-arounds) is left to the json-schema library, whole, at some ten microseconds an event; see {@link
 * #uncompiled}.
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
    private String uncompiled;
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
            throw given.problem((type == null ? "its event type" : "its schema")
                    + " is missing; is it declared further down in the Flux file?");
        }
        for (Field field : schema.fields()) {
            int slot = type.find(field.path()).orElse(-1);
            if (slot < 0 || !type.field(slot).equals(field)) {
                throw given.problem(
                        "",
                        field.path(),
                        "field '" + field.path() + "' of " + schema.name()
                                + " is not in the event type; make the event type of this schema");
            }
        }
        this.name = given.text("name");
        this.type = type;
        this.schema = schema;
        this.checker = new LibraryChecker(type, schema.fields(), schema.document()); // refuses what is no schema
        try {
            this.checker = new CompiledChecker(type, schema.fields(), schema.document());
        } catch (UnsupportedKeywordException e) {
            this.uncompiled = e.getMessage();
            LOG.warn("{}: events are checked with the json-schema library: {}", name, uncompiled);
        }
    }

    /**
     * Why the schema is not compiled, if it is not: the first keyword that is left to the json-schema library, and its place. The whole schema is
     * then checked with the library, which takes several times as long. The log says so once, where the stage is built.
     */
    public Optional<String> uncompiled() {
        return Optional.ofNullable(uncompiled);
    }

    private SchemaChecker checker() {
        if (uncompiled == null) {
            try {
                return new CompiledChecker(type, schema.fields(), schema.document());
            } catch (UnsupportedKeywordException e) {
                throw new IllegalStateException("it compiled when the stage was built", e);
            }
        }
        return new LibraryChecker(type, schema.fields(), schema.document());
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .on(type)
                .reading(schema.fields().stream().map(Field::path).toList())
                .rejecting(schema.document().assertions().stream()
                        .map(RejectionCode::schema)
                        .toArray(String[]::new));
    }

    @Override
    public void open(StageContext context) {
        checker = checker();
    }

    @Override
    public Outcome apply(Event event) {
        if (checker == null) {
            checker = checker();
        }
        List<ValidationFailure> failures = checker.check(event);
        if (failures.isEmpty()) {
            return Outcome.pass();
        }
        return Outcome.reject(failures.stream()
                .map(failure ->
                        new Rejection(name, RejectionCode.schema(failure.keyword()), failure.path(), failure.message()))
                .toList());
    }
}
