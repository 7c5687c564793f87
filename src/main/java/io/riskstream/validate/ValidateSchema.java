package io.riskstream.validate;

import com.google.common.base.Suppliers;
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
import io.riskstream.validate.schema.FormatChecks;
import io.riskstream.validate.schema.NullRule;
import io.riskstream.validate.schema.SchemaDocument;
import io.riskstream.validate.schema.ValidationFailure;
import io.riskstream.validate.schema.WorkLimitException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Validates events against their JSON Schema. It checks the values that arrive with the event, not those that look-ups add, so it may run before or
 * after the look-ups. It reports every failure of an event, each with the code {@code schema.} plus the keyword that failed. The common
 * formats are assertions, not annotations. A message quotes at most 40 characters of a wrong value.
 *
 * <p>A schema is compiled to checks of the event's slots: about half a microsecond for an event of 25 fields, nothing allocated, as fast as handwritten
 * Java. The compiled checks only accept or reject. A rejected event is checked again with the json-schema library, which explains the failures; if the
 * library finds none, the event passes. On a feed of only invalid events
 * this takes 10.3 us of CPU an event for flood claims and 13.3 us for auto claims, so one core validates 97,000 or 75,000 events a second (2026-11-29,
 * Intel Xeon, {@code bench rejections}).
 *
 * <p>A schema with a keyword or a pattern that is not compiled ({@code patternProperties}, {@code unevaluatedProperties}, {@code unevaluatedItems},
 * look-arounds) is checked with the library only, at some ten microseconds an event; see {@link #uncompiled}.
 */
public final class ValidateSchema implements Stage {
    private static final long serialVersionUID = 1;

    /** The options of this stage. */
    public static final Options.Declared OPTIONS = Options.of("validate")
            .optional("name", Options.Kind.TEXT, "validate", "the stage's name in metrics and rejections")
            .choice(
                    "nulls",
                    Nulls.ABSENT,
                    "`ABSENT`: a member that is null and that the schema does not allow to be null counts as absent; `REJECT`: it is rejected with"
                            + " `schema.type`")
            .choice(
                    "formats",
                    FormatChecks.COMMON,
                    "the formats that a text must have: `COMMON`: `date`, `date-time`, `uuid`, `email` and `ipv4`; `ALL`: all of JSON Schema 2020-12;"
                            + " `NONE`: none, each `format` only describes a value");

    /** What a null counts as, in a member that the schema does not allow to be null. */
    public enum Nulls {
        /** The member is absent: if it is required, the event is rejected with {@code schema.required}. The event is published as it came. */
        ABSENT,
        /** The member has a value of a wrong type, as JSON Schema defines it. */
        REJECT
    }

    private static final Logger LOG = LoggerFactory.getLogger(ValidateSchema.class);

    private final String name;
    private final EventType type;
    private final EventSchema schema;
    private final Nulls nulls;
    private final FormatChecks formats;
    private final String uncompiled;
    private transient Checkers checkers;

    /**
     * The two checkers of one schema.
     *
     * @param compiled empty if the schema is not compiled
     * @param library creates the library checker at the first event that the compiled checks reject: registering a schema costs some milliseconds
     */
    private record Checkers(Optional<CompiledChecker> compiled, Supplier<LibraryChecker> library) {
        List<ValidationFailure> check(Event event) {
            try {
                return compiled.isPresent() && compiled.get().accepts(event)
                        ? List.of()
                        : library.get().check(event);
            } catch (WorkLimitException e) {
                return List.of(ValidationFailure.limit());
            }
        }
    }

    /** Creates a stage named {@code validate}. */
    public ValidateSchema(EventType type, EventSchema schema) {
        this(type, schema, Map.of());
    }

    /**
     * Creates a stage.
     *
     * @param type the event type; it must contain the fields of the schema
     * @param options {@code name}, {@code nulls}, {@code formats}
     * @throws IllegalArgumentException if the schema is not valid (the message names file and JSON pointer), or the event type lacks one of its fields
     */
    public ValidateSchema(EventType type, EventSchema schema, Map<String, Object> options) {
        Options read = OPTIONS.read(options);
        if (type == null || schema == null) {
            throw read.problem((type == null ? "the event type" : "the schema")
                    + " is missing; declare it before this stage in the Flux file");
        }
        for (Field field : schema.fields()) {
            int slot = type.find(field.path()).orElse(-1);
            if (slot < 0 || !type.field(slot).equals(field)) {
                throw read.problem(
                        "",
                        field.path(),
                        "field '" + field.path() + "' of " + schema.name()
                                + " is not in the event type; add this schema to the sources of the event type");
            }
        }
        this.name = read.text("name");
        this.type = type;
        this.schema = schema;
        this.nulls = read.choice("nulls", Nulls.class);
        this.formats = read.choice("formats", FormatChecks.class);
        SchemaDocument document = document();
        NullRule rule = rule(document);
        LibraryChecker library = new LibraryChecker(type, schema.fields(), document, rule); // rejects an invalid schema
        Optional<CompiledChecker> compiled = Optional.empty();
        String reason = null;
        try {
            compiled = Optional.of(new CompiledChecker(type, schema.fields(), document, rule));
        } catch (UnsupportedKeywordException e) {
            reason = e.getMessage();
            LOG.warn(
                    "{}: the schema is not compiled, events are checked with the json-schema library: {}",
                    name,
                    reason);
        }
        this.uncompiled = reason;
        this.checkers = new Checkers(compiled, () -> library);
    }

    /**
     * Returns the reason why the schema is not compiled: the first keyword that is not supported, and its JSON pointer; empty if the schema is compiled.
     * An uncompiled schema is checked with the json-schema library, which takes some twenty times as long. The stage logs the reason when it is built.
     */
    public Optional<String> uncompiled() {
        return Optional.ofNullable(uncompiled);
    }

    private SchemaDocument document() {
        return schema.document().with(formats);
    }

    private NullRule rule(SchemaDocument document) {
        return nulls == Nulls.ABSENT ? NullRule.ofEvent(document) : NullRule.KEEP;
    }

    private Checkers checkers() {
        SchemaDocument document = document();
        NullRule rule = rule(document);
        Optional<CompiledChecker> compiled = Optional.empty();
        if (uncompiled == null) {
            try {
                compiled = Optional.of(new CompiledChecker(type, schema.fields(), document, rule));
            } catch (UnsupportedKeywordException e) {
                throw new IllegalStateException("the schema compiled when the stage was built", e);
            }
        }
        return new Checkers(
                compiled, Suppliers.memoize(() -> new LibraryChecker(type, schema.fields(), document, rule)));
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name)
                .on(type)
                .reading(schema.fields().stream().map(Field::path).toList())
                .rejecting(Stream.concat(schema.document().assertions().stream(), Stream.of(ValidationFailure.LIMIT))
                        .map(RejectionCode::schema)
                        .toArray(String[]::new));
    }

    @Override
    public void open(StageContext context) {
        checkers = checkers();
    }

    @Override
    public Outcome apply(Event event) {
        if (checkers == null) {
            checkers = checkers();
        }
        List<ValidationFailure> failures = checkers.check(event);
        if (failures.isEmpty()) {
            return Outcome.pass();
        }
        return Outcome.reject(failures.stream()
                .map(failure ->
                        new Rejection(name, RejectionCode.schema(failure.keyword()), failure.path(), failure.message()))
                .toList());
    }
}
