package io.riskstream.tools.pmml;

import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The input fields of a model: their types, and what replaces a missing value. Rules read the fields of the event with the same names. */
final class PmmlFields implements FieldSource {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final Set<String> NO_INPUT = Set.of("target", "predicted", "supplementary");

    private final Map<String, FieldType> types = new LinkedHashMap<>();
    private final Map<String, String> replacements = new LinkedHashMap<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final List<String> notes = new ArrayList<>();

    /** Reads the fields of a model from the data dictionary and the model's mining schema. */
    PmmlFields(PmmlElement pmml, PmmlElement model) {
        refuse(pmml, "TransformationDictionary", "DerivedField");
        refuse(model, "LocalTransformations", "DerivedField");
        Map<String, PmmlElement> dictionary = new LinkedHashMap<>();
        pmml.required("DataDictionary").all("DataField").forEach(field -> dictionary.put(field.get("name"), field));
        for (PmmlElement field : model.required("MiningSchema").all("MiningField")) {
            if (!NO_INPUT.contains(field.find("usageType").orElse("active"))) {
                add(field, dictionary);
            }
        }
    }

    private static void refuse(PmmlElement parent, String element, String child) {
        parent.first(element)
                .flatMap(transformations -> transformations.first(child))
                .ifPresent(derived -> {
                    throw derived.unsupported(
                            "the derived field '" + derived.find("name").orElse("?") + "'",
                            "compute it with the stage DeriveFields, or before the model is exported, and remove <"
                                    + child + ">");
                });
    }

    private void add(PmmlElement mining, Map<String, PmmlElement> dictionary) {
        String name = mining.get("name");
        PmmlElement data = dictionary.get(name);
        if (data == null) {
            throw mining.problem("the field '" + name + "' is not in the <DataDictionary>");
        }
        if (!NAME.matcher(name).matches()) {
            throw mining.unsupported(
                    "a field with the name '" + name + "'",
                    "rules read names of letters, digits and '_', with dots between them; rename it in the model");
        }
        String outliers = mining.find("outliers").orElse("asIs");
        if (!outliers.equals("asIs")) {
            throw mining.unsupported(
                    "the treatment of outliers '" + outliers + "' of field '" + name + "'",
                    "export the model with outliers=\"asIs\"");
        }
        checkTreatment(mining, data, name);
        types.put(name, type(data));
        mining.find("missingValueReplacement").ifPresent(value -> replacements.put(name, literal(mining, name, value)));
    }

    /** A value that the model takes as missing or invalid is one that rules would score. */
    private void checkTreatment(PmmlElement mining, PmmlElement data, String name) {
        List<PmmlElement> listed = data.all("Value");
        for (PmmlElement value : listed) {
            if (value.find("property").orElse("valid").equals("missing")) {
                throw value.unsupported(
                        "the value '" + value.find("value").orElse("?") + "' that stands for a missing '" + name + "'",
                        "leave the field out of the event instead, with the parser's option for missing values, and remove this <Value>");
            }
        }
        if (mining.find("missingValueTreatment").orElse("asIs").equals("returnInvalid")) {
            notes.add("An event without '" + name + "' is scored; in PMML it gets no score.");
        }
        if (listed.isEmpty() && data.first("Interval").isEmpty()) {
            return;
        }
        String treatment = mining.find("invalidValueTreatment").orElse("returnInvalid");
        if (treatment.equals("returnInvalid")) {
            notes.add("An event with a value of '" + name
                    + "' that the data dictionary does not permit is scored; in PMML it gets no score.");
        } else if (!treatment.equals("asIs")) {
            throw mining.unsupported(
                    "the treatment of invalid values '" + treatment + "' of field '" + name + "'",
                    "export the model with invalidValueTreatment=\"asIs\", or reject such events in the schema and use \"returnInvalid\"");
        }
    }

    /** Returns what differs between the treatment of values in the model and in rules. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    private static FieldType type(PmmlElement data) {
        String type = data.get("dataType");
        return switch (type) {
            case "string" -> FieldType.STRING;
            case "integer" -> FieldType.LONG;
            case "float", "double" -> FieldType.DOUBLE;
            case "boolean" -> FieldType.BOOLEAN;
            default ->
                throw data.unsupported(
                        "the data type '" + type + "' of field '" + data.get("name") + "'",
                        "use string, integer, float, double or boolean");
        };
    }

    /** Returns a value of a field as rules write it. */
    String literal(PmmlElement element, String field, String value) {
        switch (typeOf(element, field)) {
            case STRING -> {
                return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
            }
            case BOOLEAN -> {
                if (value.equals("true") || value.equals("false")) {
                    return value;
                }
                throw element.problem("'" + value + "' is no value of the boolean field '" + field + "'");
            }
            default -> {
                try {
                    return number(Double.parseDouble(value.strip()));
                } catch (NumberFormatException e) {
                    throw element.problem(
                            "'" + value + "' is no value of the field '" + field + "', which is a number");
                }
            }
        }
    }

    /** Returns a number as rules write it. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** Returns the type of a field that an element names. */
    FieldType typeOf(PmmlElement element, String field) {
        FieldType type = types.get(field);
        if (type == null) {
            throw element.problem("the field '" + field + "' is no input in the <MiningSchema>");
        }
        used.add(field);
        return type;
    }

    /** Returns the expression of a field's value. It has a value only if {@link #guard} holds. */
    String value(PmmlElement element, String field) {
        FieldType unused = typeOf(element, field);
        return replacements.containsKey(field)
                ? "(has(" + field + ") ? " + field + " : " + replacements.get(field) + ")"
                : field;
    }

    /** Returns the condition that a field has a value; empty if it always has one, because a missing value is replaced. */
    Optional<String> guard(String field) {
        return replacements.containsKey(field) ? Optional.empty() : Optional.of("has(" + field + ")");
    }

    @Override
    public String name() {
        return "data dictionary";
    }

    /** Returns the fields that the model uses. */
    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        used.forEach(name -> fields.add(new Field(name, types.get(name))));
        return fields;
    }
}
