package io.riskstream.enrich;

import io.riskstream.enrich.record.RecordFormat;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.stage.Options;
import io.riskstream.stage.ValidityToken;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A declared look-up: one record of a store for each event, whose fields are added to the event under the look-up's name.
 *
 * <pre>{@code
 * - id: county
 *   className: io.riskstream.enrich.Lookup
 *   constructorArgs:
 *     - name: county
 *       key: "county:{countyCode}"
 *       fields: {density: double, median_income: long}
 *       onMiss: DEFAULT
 *       defaults: {density: 90.0}
 * }</pre>
 *
 * <p>A record is a JSON object, or a hash. Members that are not declared are ignored, declared ones that it lacks stay absent.
 */
public class Lookup implements FieldSource, Serializable {
    private static final long serialVersionUID = 1;

    /** What may stand in a Flux file. */
    public static final Options.Declared OPTIONS = declared(Options.of("lookup")
                    .required(
                            "name",
                            Options.Kind.TEXT,
                            "what the look-up's fields are found under, as in county.median_income")
                    .required(
                            "key",
                            Options.Kind.TEXT,
                            "the record's key, with fields of the event, as in county:{countyCode}"))
            .choice(
                    "format",
                    RecordFormat.JSON,
                    "how records are kept: as a text that is a JSON object, or as a hash, which costs the store about four times as much");

    /** What may stand in a Flux file for a look-up whose keys and records are read in code. */
    protected static Options.Declared mappedOptions() {
        return declared(Options.of("lookup")
                .required(
                        "name",
                        Options.Kind.TEXT,
                        "what the look-up's fields are found under, as in county.median_income")
                .optional(
                        "prefix",
                        Options.Kind.TEXT,
                        "",
                        "what all its keys begin with: the store then tells of the changes of these alone"));
    }

    private static Options.Declared declared(Options.Declared options) {
        return options.required("fields", Options.Kind.MAP, "the record's members to take, each with its type")
                .choice("onMiss", OnMiss.PASS, "what to do with an event that has no record")
                .optional("defaults", Options.Kind.MAP, "values of the fields for onMiss: DEFAULT; others stay absent")
                .choice("onError", OnError.PASS, "what to do with an event whose record cannot be had")
                .optional(
                        "deadlineMillis",
                        Options.Kind.MILLISECONDS,
                        "how long to wait for the record; else as the stage says for all its look-ups")
                .optional(
                        "maxAgeMillis",
                        Options.Kind.MILLISECONDS,
                        "how long a record, or that there is none, may be answered from memory, and 0 for not at all; else as long as the store tells of changes, and a minute where it does not")
                .optional(
                        "staleMillis",
                        Options.Kind.MILLISECONDS,
                        0,
                        "how long past that a record may be answered while the store cannot be asked; the verdict then says that the look-up is degraded");
    }

    private static final Map<String, FieldType> TYPES = Map.of(
            "string", FieldType.STRING,
            "long", FieldType.LONG,
            "double", FieldType.DOUBLE,
            "boolean", FieldType.BOOLEAN);

    private static final Duration AGE_WITHOUT_TRACKING = Duration.ofMinutes(1);

    private final String name;
    private final String key;
    private final RecordFormat format;
    /** Null for a look-up whose key is a template. */
    private final RecordMapper mapper;

    private final List<String> members;
    private final List<Field> fields;
    private final OnMiss onMiss;
    private final OnError onError;
    private final Map<String, Object> defaults;
    /** Null if the stage says it. */
    private final Duration deadline;

    /** Null if it goes by the store. */
    private final Duration maxAge;

    private final Duration maxStale;

    /**
     * A look-up as declared in a Flux file.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or wrong
     */
    public Lookup(Map<String, Object> options) {
        this(null, OPTIONS.read(options), options);
    }

    /**
     * A look-up whose keys and records are read in code.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or wrong
     */
    public Lookup(RecordMapper mapper, Map<String, Object> options) {
        this(present(mapper), mappedOptions().read(options), options);
    }

    private static RecordMapper present(RecordMapper mapper) {
        if (mapper == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    "lookup",
                    "its mapper is missing; is it declared further down in the Flux file than this look-up?"));
        }
        return mapper;
    }

    private Lookup(RecordMapper mapper, Options given, Map<String, Object> options) {
        this.mapper = mapper;
        name = given.text("name");
        if (!isIdentifier(name)) {
            throw given.problem("name", "option 'name' must be letters, digits and '_', not beginning with a digit");
        }
        key = given.text(mapper == null ? "key" : "prefix");
        format = mapper == null ? given.choice("format", RecordFormat.class) : RecordFormat.JSON;
        members = new ArrayList<>();
        fields = new ArrayList<>();
        given.map("fields").forEach((member, type) -> {
            if (!isIdentifier(member)) {
                throw given.problem(
                        "fields",
                        member,
                        "field '" + member + "' must be letters, digits and '_', not beginning with a digit");
            }
            members.add(member);
            fields.add(new Field(name + "." + member, type(given, member, type)));
        });
        if (fields.isEmpty()) {
            throw given.problem("fields", "option 'fields' names no field");
        }
        onMiss = given.choice("onMiss", OnMiss.class);
        onError = given.choice("onError", OnError.class);
        defaults = defaults(given, options.get("defaults"));
        deadline = given.has("deadlineMillis") ? given.millis("deadlineMillis") : null;
        if (deadline != null && deadline.isZero()) {
            throw given.problem("deadlineMillis", "option 'deadlineMillis' must be at least 1");
        }
        maxAge = given.has("maxAgeMillis") ? given.millis("maxAgeMillis") : null;
        maxStale = given.millis("staleMillis");
        if (!maxStale.isZero() && !cached()) {
            throw given.problem(
                    "staleMillis",
                    "option 'staleMillis' is for records kept in memory, and maxAgeMillis: 0 keeps none");
        }
    }

    private static FieldType type(Options given, String member, String word) {
        FieldType type = TYPES.get(word.toLowerCase(Locale.ROOT));
        if (type == null) {
            throw given.problem(
                    "fields",
                    word,
                    "field '" + member + "' cannot be of type '" + word + "'",
                    Nearest.hint(word, TYPES.keySet()));
        }
        return type;
    }

    private Map<String, Object> defaults(Options given, Object values) {
        if (onMiss == OnMiss.DEFAULT && !(values instanceof Map<?, ?> map && !map.isEmpty())) {
            throw given.problem(
                    "onMiss", "onMiss: DEFAULT needs option 'defaults', with a value for at least one field");
        }
        if (onMiss != OnMiss.DEFAULT && values != null) {
            throw given.problem("defaults", "option 'defaults' is for onMiss: DEFAULT, and onMiss is " + onMiss);
        }
        Map<String, Object> typed = new LinkedHashMap<>();
        if (values instanceof Map<?, ?> map) {
            map.forEach((member, value) -> {
                int index = members.indexOf(String.valueOf(member));
                if (index < 0) {
                    throw given.problem(
                            "defaults",
                            String.valueOf(member),
                            "defaults: no field '" + member + "'",
                            Nearest.hint(String.valueOf(member), members));
                }
                checkFits(given, index, value);
                typed.put(members.get(index), value);
            });
        }
        return typed;
    }

    private void checkFits(Options given, int index, Object value) {
        FieldType type = fields.get(index).type();
        boolean fits =
                switch (type) {
                    case STRING -> value instanceof String;
                    case LONG -> value instanceof Integer || value instanceof Long;
                    case DOUBLE -> value instanceof Number;
                    case BOOLEAN -> value instanceof Boolean;
                    case LIST, ANY -> false;
                };
        if (!fits) {
            throw given.problem(
                    "defaults",
                    String.valueOf(value),
                    "defaults: field '" + members.get(index) + "' is declared as "
                            + type.name().toLowerCase(Locale.ROOT) + ", and '" + value + "' is not");
        }
    }

    private void set(FieldValues values, int index, Object value) {
        switch (fields.get(index).type()) {
            case STRING -> values.setString(index, (String) value);
            case LONG -> values.setInteger(index, ((Number) value).longValue());
            case DOUBLE -> values.setNumber(index, ((Number) value).doubleValue());
            case BOOLEAN -> values.setBool(index, (Boolean) value);
            case LIST, ANY -> throw new IllegalStateException("no look-up has such a field");
        }
    }

    static boolean isIdentifier(String text) {
        if (text.isEmpty() || text.charAt(0) >= '0' && text.charAt(0) <= '9') {
            return false;
        }
        return text.chars()
                .allMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_');
    }

    @Override
    public String name() {
        return name;
    }

    /** A sender cannot give these fields: what it sends under their names is undeclared. */
    @Override
    public boolean arrives() {
        return false;
    }

    /** The fields it adds, such as {@code county.median_income}. */
    @Override
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** The template of the record's key, as written; what all keys begin with, for a look-up with a mapper. */
    public String key() {
        return key;
    }

    public RecordFormat format() {
        return format;
    }

    /** What reads keys and records in code; empty for a look-up whose key is a template. */
    public Optional<RecordMapper> mapper() {
        return Optional.ofNullable(mapper);
    }

    public OnMiss onMiss() {
        return onMiss;
    }

    public OnError onError() {
        return onError;
    }

    /** How long an event waits for the record; empty if the stage says it. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** How long a record, or the knowledge that there is none, may be answered from memory; empty if that goes by the store. */
    public Optional<Duration> maxAge() {
        return Optional.ofNullable(maxAge);
    }

    /** Whether records are kept in memory at all. */
    public boolean cached() {
        return maxAge == null || !maxAge.isZero();
    }

    /** How long a record that may be outdated is answered while the store cannot be asked; zero for not at all. */
    public Duration maxStale() {
        return maxStale;
    }

    /** How long a record read under this lease may be answered from memory; empty for as long as the lease holds. */
    Optional<Duration> maxAge(ValidityToken lease) {
        return maxAge == null && !lease.isTracked() ? Optional.of(AGE_WITHOUT_TRACKING) : maxAge();
    }

    /** The members of a record, in the order of {@link #fields}. */
    protected List<String> members() {
        return members;
    }

    /** What {@link OnMiss#DEFAULT} adds, in the order of {@link #fields}. */
    FieldValues defaults() {
        FieldValues values = new FieldValues(fields.size());
        defaults.forEach((member, value) -> set(values, members.indexOf(member), value));
        return values.freeze();
    }

    /** The declaration of its records: the same for two look-ups only if a record fetched for one may serve the other. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Lookup[")
                .append(name)
                .append(' ')
                .append(key)
                .append(' ')
                .append(format)
                .append(' ')
                .append(maxAge);
        fields.forEach(field -> text.append(", ")
                .append(field.path())
                .append(' ')
                .append(field.type().name().toLowerCase(Locale.ROOT)));
        return text.append(']').toString();
    }
}
