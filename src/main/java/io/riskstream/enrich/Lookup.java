package io.riskstream.enrich;

import io.riskstream.enrich.record.RecordFormat;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.KeyEscape;
import io.riskstream.event.ParsedTemplate;
import io.riskstream.stage.OnError;
import io.riskstream.stage.OnMiss;
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
 * Declaration of a look-up: each event gets the fields of one record of a store, under the look-up's name.
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
 * <p>A record is a JSON object or a hash. Undeclared members are ignored; the fields of missing members are absent.
 */
public class Lookup implements FieldSource, Serializable {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = declared(
                    Options.of("look-up")
                            .required(
                                    "name",
                                    Options.Kind.TEXT,
                                    "the prefix of the look-up's fields, as in county.median_income")
                            .required(
                                    "key",
                                    Options.Kind.TEXT,
                                    "the template of the record's key, with placeholders for fields of the event, as in county:{countyCode}"))
            .choice(
                    "keyEscape",
                    KeyEscape.SEPARATORS,
                    "for a key with several placeholders: SEPARATORS escapes the characters between them where a value contains one, so that no value leads to the record of another; `load` does the same, see `keyEscape` in references.yaml. NONE uses the values as they are")
            .choice(
                    "format",
                    RecordFormat.JSON,
                    "the format of the records: JSON is a string that contains a JSON object; HASH is a hash, which costs the store about four times as much")
            .optional(
                    "fetched",
                    Options.Kind.BOOLEAN,
                    false,
                    "adds the field NAME.fetched: when the record was requested from the store, in milliseconds since 1970. A cached record is as old as that, unless the store reports changes");

    /** Returns the options in a Flux file for a look-up with a {@link RecordMapper}. */
    protected static Options.Declared mappedOptions() {
        return declared(Options.of("look-up")
                .required("name", Options.Kind.TEXT, "the prefix of the look-up's fields, as in county.median_income")
                .optional(
                        "prefix",
                        Options.Kind.TEXT,
                        "",
                        "the prefix of all its keys, so that the store reports changes of these keys only"));
    }

    private static Options.Declared declared(Options.Declared options) {
        return options.required(
                        "fields",
                        Options.Kind.MAP,
                        "the members of the record to add, each with its type: string, long, double or boolean")
                .choice("onMiss", OnMiss.PASS, "what to do with an event for which the store has no record")
                .optional(
                        "defaults",
                        Options.Kind.MAP,
                        "values of the fields for onMiss: DEFAULT; fields without a default are absent")
                .choice("onError", OnError.PASS, "what to do with an event whose record cannot be fetched or read")
                .optional(
                        "deadlineMillis",
                        Options.Kind.MILLISECONDS,
                        "how long to wait for the record; by default, the deadline of the stage")
                .optional(
                        "maxAgeMillis",
                        Options.Kind.MILLISECONDS,
                        "how long a record, or its absence, may be cached; 0 disables caching. By default, as long as the store reports changes, and one minute if it does not")
                .optional(
                        "staleMillis",
                        Options.Kind.MILLISECONDS,
                        0,
                        "how long after its maximum age a cached record may be used while the store is unavailable; the verdict then lists the look-up as degraded");
    }

    private static final Map<String, FieldType> TYPES = Map.of(
            "string", FieldType.STRING,
            "long", FieldType.LONG,
            "double", FieldType.DOUBLE,
            "boolean", FieldType.BOOLEAN);

    private static final String FETCHED = "fetched";
    private static final Duration AGE_WITHOUT_TRACKING = Duration.ofMinutes(1);

    private final String name;
    private final String key;
    private final KeyEscape keyEscape;
    private final RecordFormat format;
    /** Null for a look-up whose key is a template. */
    private final RecordMapper mapper;

    private final List<String> members;
    private final List<Field> fields;
    private final OnMiss onMiss;
    private final OnError onError;
    private final Map<String, Object> defaults;
    /** Null if the stage's deadline applies. */
    private final Duration deadline;

    /** Null if it depends on whether the store reports changes. */
    private final Duration maxAge;

    private final Duration maxStale;
    /** True if the last field states when the record was requested. */
    private final boolean fetched;

    /**
     * Creates a look-up from the options in a Flux file.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or wrong
     */
    public Lookup(Map<String, Object> options) {
        this(null, OPTIONS.read(options), options);
    }

    /**
     * Creates a look-up whose mapper computes the keys and converts the records.
     *
     * @throws IllegalArgumentException naming each option that is unknown, missing or wrong
     */
    public Lookup(RecordMapper mapper, Map<String, Object> options) {
        this(present(mapper), mappedOptions().read(options), options);
    }

    private static RecordMapper present(RecordMapper mapper) {
        if (mapper == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    "look-up", "its mapper is missing; declare the mapper before this look-up in the Flux file"));
        }
        return mapper;
    }

    private Lookup(RecordMapper mapper, Options parsed, Map<String, Object> options) {
        this.mapper = mapper;
        name = parsed.text("name");
        if (!isIdentifier(name)) {
            throw parsed.problem(
                    "name", "option 'name' must consist of letters, digits and '_', and must not begin with a digit");
        }
        key = parsed.text(mapper == null ? "key" : "prefix");
        if (mapper == null) {
            ParsedTemplate.of(key); // fails if it is no template; whether the fields exist is known with the event type
        }
        keyEscape = mapper == null ? parsed.choice("keyEscape", KeyEscape.class) : KeyEscape.NONE;
        format = mapper == null ? parsed.choice("format", RecordFormat.class) : RecordFormat.JSON;
        members = new ArrayList<>();
        fields = new ArrayList<>();
        parsed.map("fields").forEach((member, type) -> {
            if (!isIdentifier(member)) {
                throw parsed.problem(
                        "fields",
                        member,
                        "field '" + member
                                + "' must consist of letters, digits and '_', and must not begin with a digit");
            }
            members.add(member);
            fields.add(new Field(name + "." + member, type(parsed, member, type)));
        });
        if (fields.isEmpty()) {
            throw parsed.problem(
                    "fields",
                    "option 'fields' contains no field; name at least one member of the record, with its type");
        }
        fetched = mapper == null && parsed.bool("fetched");
        if (fetched) {
            if (members.contains(FETCHED)) {
                throw parsed.problem(
                        "fetched",
                        "option 'fetched' adds a field that option 'fields' has already; rename the member of the record, or remove the option");
            }
            fields.add(new Field(name + "." + FETCHED, FieldType.LONG));
        }
        onMiss = parsed.choice("onMiss", OnMiss.class);
        onError = parsed.choice("onError", OnError.class);
        defaults = defaults(parsed, options.get("defaults"));
        deadline = parsed.has("deadlineMillis") ? parsed.millis("deadlineMillis") : null;
        if (deadline != null && deadline.isZero()) {
            throw parsed.problem("deadlineMillis", "option 'deadlineMillis' must be at least 1");
        }
        maxAge = parsed.has("maxAgeMillis") ? parsed.millis("maxAgeMillis") : null;
        maxStale = parsed.millis("staleMillis");
        if (!maxStale.isZero() && !cached()) {
            throw parsed.problem(
                    "staleMillis",
                    "option 'staleMillis' requires cached records, and maxAgeMillis: 0 disables caching; remove one of the two options");
        }
    }

    private static FieldType type(Options parsed, String member, String typeName) {
        FieldType type = TYPES.get(typeName.toLowerCase(Locale.ROOT));
        if (type == null) {
            throw parsed.problem(
                    "fields",
                    typeName,
                    "field '" + member + "' has the unknown type '" + typeName + "'",
                    Nearest.hint(typeName, TYPES.keySet()));
        }
        return type;
    }

    private Map<String, Object> defaults(Options parsed, Object values) {
        if (onMiss == OnMiss.DEFAULT && !(values instanceof Map<?, ?> map && !map.isEmpty())) {
            throw parsed.problem(
                    "onMiss", "onMiss: DEFAULT requires option 'defaults' with a value for at least one field");
        }
        if (onMiss != OnMiss.DEFAULT && values != null) {
            throw parsed.problem("defaults", "option 'defaults' requires onMiss: DEFAULT, and onMiss is " + onMiss);
        }
        Map<String, Object> typed = new LinkedHashMap<>();
        if (values instanceof Map<?, ?> map) {
            map.forEach((member, value) -> {
                int index = members.indexOf(String.valueOf(member));
                if (index < 0) {
                    throw parsed.problem(
                            "defaults",
                            String.valueOf(member),
                            "defaults: no field '" + member + "'",
                            Nearest.hint(String.valueOf(member), members));
                }
                checkFits(parsed, index, value);
                typed.put(members.get(index), value);
            });
        }
        return typed;
    }

    private void checkFits(Options parsed, int index, Object value) {
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
            throw parsed.problem(
                    "defaults",
                    String.valueOf(value),
                    "defaults: field '" + members.get(index) + "' is declared as "
                            + type.name().toLowerCase(Locale.ROOT) + ", and '" + value + "' is not of this type");
        }
    }

    private void set(FieldValues values, int index, Object value) {
        switch (fields.get(index).type()) {
            case STRING -> values.setString(index, (String) value);
            case LONG -> values.setInteger(index, ((Number) value).longValue());
            case DOUBLE -> values.setNumber(index, ((Number) value).doubleValue());
            case BOOLEAN -> values.setBool(index, (Boolean) value);
            case LIST, ANY -> throw new IllegalStateException("a look-up cannot have a field of this type");
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

    /** Returns false: a sender cannot set these fields. A member with one of their names is an undeclared field. */
    @Override
    public boolean arrives() {
        return false;
    }

    /** Returns the fields that this look-up adds, such as {@code county.median_income}. */
    @Override
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    @Override
    public Optional<String> fetchedField() {
        return fetched ? Optional.of(name + "." + FETCHED) : Optional.empty();
    }

    /** Returns the fields that are members of the record. */
    List<Field> recordFields() {
        return List.copyOf(fields.subList(0, members.size()));
    }

    /** Returns the template of the record's key; for a look-up with a mapper, the prefix of all keys. */
    public String key() {
        return key;
    }

    /** Returns how the key keeps its values apart; NONE for a look-up with a mapper. */
    public KeyEscape keyEscape() {
        return keyEscape;
    }

    public RecordFormat format() {
        return format;
    }

    /** Returns the mapper; empty for a look-up whose key is a template. */
    public Optional<RecordMapper> mapper() {
        return Optional.ofNullable(mapper);
    }

    public OnMiss onMiss() {
        return onMiss;
    }

    public OnError onError() {
        return onError;
    }

    /** Returns how long an event waits for the record; empty if the stage's deadline applies. */
    public Optional<Duration> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** Returns how long an entry, also a negative one, may be cached; empty if it depends on whether the store reports changes. */
    public Optional<Duration> maxAge() {
        return Optional.ofNullable(maxAge);
    }

    /** True if records are cached. */
    public boolean cached() {
        return maxAge == null || !maxAge.isZero();
    }

    /** Returns how long a stale record may be used while the store is unavailable; zero if never. */
    public Duration maxStale() {
        return maxStale;
    }

    /** Returns how long a record read under this token may be cached; empty for as long as the token is valid. */
    Optional<Duration> maxAge(ValidityToken token) {
        return maxAge == null && !token.isTracked() ? Optional.of(AGE_WITHOUT_TRACKING) : maxAge();
    }

    /** Returns the members of a record, in the order of {@link #fields}. */
    protected List<String> members() {
        return members;
    }

    /** Returns the values that {@link OnMiss#DEFAULT} adds, in the order of {@link #fields}. */
    FieldValues defaults() {
        FieldValues values = new FieldValues(fields.size());
        defaults.forEach((member, value) -> set(values, members.indexOf(member), value));
        return values.freeze();
    }

    /** Returns a description of the records. Two look-ups have the same one only if a record fetched for one may be used for the other. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Lookup[")
                .append(name)
                .append(' ')
                .append(key)
                .append(' ')
                .append(keyEscape)
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
