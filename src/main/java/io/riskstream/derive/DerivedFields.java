package io.riskstream.derive;

import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Fields that a stage {@link Derive} computes from other fields. Listed in the event type, as a look-up is, so that rules, keys and topics can use them and are type-checked:
 *
 * <pre>{@code
 * - id: derived
 *   className: io.riskstream.derive.DerivedFields
 *   constructorArgs:
 *     - name: derived
 *       fields:
 *         cover: {type: double, value: totalBuildingInsuranceCoverage + totalContentsInsuranceCoverage}
 *         real_cover: {type: double, value: (totalBuildingInsuranceCoverage + totalContentsInsuranceCoverage) * 260 / market.cpi}
 * }</pre>
 *
 * <p>The fields are {@code derived.cover} and {@code derived.real_cover}. An expression may read every field of the event type, except those of its own {@code DerivedFields}: these
 * get their values at the same time.
 */
public final class DerivedFields implements FieldSource, Serializable {
    private static final long serialVersionUID = 1;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Map<String, FieldType> TYPES = Map.of(
            "string", FieldType.STRING,
            "long", FieldType.LONG,
            "double", FieldType.DOUBLE,
            "boolean", FieldType.BOOLEAN);

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = Options.of("derived fields")
            .optional("name", Options.Kind.TEXT, "derived", "the prefix of the fields, as in derived.cover")
            .required(
                    "fields",
                    Options.Kind.MAP,
                    "the fields to add, each as {type: TYPE, value: EXPRESSION}; the type is string, long, double or boolean");

    private final String name;
    private final List<Field> fields;
    private final List<String> expressions;

    /**
     * Creates the declaration from the options in a Flux file. {@link Derive} checks the expressions, because they need the event type.
     *
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, missing or wrong
     */
    public DerivedFields(Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        name = parsed.text("name");
        check(parsed, "name", name);
        fields = new ArrayList<>();
        expressions = new ArrayList<>();
        parsed.objects("fields").forEach((field, value) -> {
            check(parsed, "fields", field);
            if (!(value instanceof Map<?, ?> map)) {
                throw parsed.problem(
                        "fields",
                        field,
                        "field '" + field + "' must be a map {type: TYPE, value: EXPRESSION}, not " + described(value));
            }
            Options one = parsed.checked("fields", () -> field(field).read(texts(map)));
            String type = one.text("type");
            FieldType known = TYPES.get(type.toLowerCase(Locale.ROOT));
            if (known == null) {
                throw parsed.problem(
                        "fields",
                        type,
                        "field '" + field + "' has the unknown type '" + type + "'",
                        Nearest.hint(type, TYPES.keySet()));
            }
            fields.add(new Field(name + "." + field, known));
            expressions.add(one.text("value"));
        });
        if (fields.isEmpty()) {
            throw parsed.problem("fields", "option 'fields' contains no field");
        }
    }

    /** Returns the options of one field. */
    private static Options.Declared field(String name) {
        return Options.of("field '" + name + "'")
                .required("type", Options.Kind.TEXT, "string, long, double or boolean")
                .required("value", Options.Kind.TEXT, "an expression of the rule language");
    }

    private static void check(Options parsed, String option, String identifier) {
        if (!IDENTIFIER.matcher(identifier).matches()) {
            throw parsed.problem(
                    option,
                    identifier,
                    "'" + identifier + "' must consist of letters, digits and '_', and must not begin with a digit");
        }
    }

    private static String described(Object value) {
        return value == null ? "nothing" : "'" + value + "'";
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
        Map<String, Object> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(String.valueOf(key), value));
        return texts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** False: the stage {@link Derive} adds the fields. */
    @Override
    public boolean arrives() {
        return false;
    }

    /** Returns the expressions, in the order of the fields. */
    List<String> expressions() {
        return expressions;
    }
}
