package io.riskstream.parse.avro;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldType;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares a schema with the fields that an event type declares. */
public final class SchemaFit {
    private final AvroSchema schema;
    private final Set<String> converted;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final Map<String, Optional<String>> unfilled = new LinkedHashMap<>();

    private SchemaFit(AvroSchema schema, Set<String> converted) {
        this.schema = schema;
        this.converted = converted;
    }

    /**
     * Compares. Takes time in proportion to the number of declared fields.
     *
     * @param converted the paths of fields whose texts are converted after they are read; a field of the items of a list has the path of the list before
     *     its own
     */
    public static SchemaFit of(AvroSchema schema, EventType type, Set<String> converted) {
        SchemaFit fit = new SchemaFit(schema, converted);
        fit.object(FieldTree.of(type, type::arrives), type, schema.type(), "");
        return fit;
    }

    /** Returns the fields whose Avro type no value of the declared type can have, with their positions in the schema. */
    public List<ConfigurationProblem> problems() {
        return List.copyOf(problems);
    }

    /** Returns the declared fields that the schema does not have, each with a hint at a similar name if there is one. */
    public Map<String, Optional<String>> unfilled() {
        return unfilled;
    }

    private void object(FieldTree node, EventType type, AvroType written, String prefix) {
        if (written instanceof AvroType.Union union) {
            union.branches().stream().filter(SchemaFit::isObject).forEach(branch -> object(node, type, branch, prefix));
        } else if (written instanceof AvroType.Structure structure) {
            Map<String, AvroType.Member> members = new LinkedHashMap<>();
            structure.members().forEach(member -> members.put(member.name(), member));
            node.members().forEach((name, member) -> {
                AvroType.Member field = members.get(name);
                if (field == null) {
                    unfilled(member, name, prefix, members.keySet());
                } else {
                    member(member, type, field, prefix);
                }
            });
        }
    }

    private void unfilled(FieldTree member, String name, String prefix, Set<String> known) {
        Set<String> names = new TreeSet<>(known);
        unfilled.put(prefix + member.path(), Nearest.suggestion(name, names));
    }

    private static boolean isObject(AvroType type) {
        return type instanceof AvroType.Structure || type instanceof AvroType.Dictionary;
    }

    private void member(FieldTree node, EventType type, AvroType.Member written, String prefix) {
        List<AvroType> branches = branches(written.type());
        boolean isText = converted.contains(prefix + node.path());
        boolean fits = node.isField()
                ? branches.stream()
                        .anyMatch(branch -> fits(branch, type.field(node.slot()).type())
                                || isText && fits(branch, FieldType.STRING))
                : branches.stream().anyMatch(SchemaFit::isObject);
        if (!fits) {
            problems.add(schema.problem(
                    written.pointer() + "/type",
                    "field '" + prefix + node.path() + "' has the Avro type "
                            + String.join(
                                    " or ",
                                    branches.stream().map(AvroType::describe).toList())
                            + ", but the event type declares it as "
                            + (node.isField() ? noun(type.field(node.slot()).type()) : "an object")));
        } else if (!node.isField()) {
            branches.forEach(branch -> object(node, type, branch, prefix));
        } else if (type.itemType(node.slot()).isPresent()) {
            EventType items = type.itemType(node.slot()).get();
            FieldTree tree = FieldTree.of(items, slot -> true);
            for (AvroType branch : branches) {
                if (branch instanceof AvroType.Array array) {
                    object(tree, items, array.element(), prefix + node.path() + ".");
                }
            }
        }
    }

    /** Returns the types that a value can have besides null; null alone if it can have no other. */
    private static List<AvroType> branches(AvroType type) {
        List<AvroType> all = type instanceof AvroType.Union union ? union.branches() : List.of(type);
        List<AvroType> present = all.stream().filter(branch -> !isNull(branch)).toList();
        return present.isEmpty() ? all : present;
    }

    private static boolean isNull(AvroType type) {
        return type instanceof AvroType.Primitive primitive && primitive.kind() == AvroType.Kind.NULL;
    }

    private static boolean fits(AvroType written, FieldType declared) {
        if (declared == FieldType.ANY || isNull(written)) {
            return true;
        } else if (written instanceof AvroType.Array) {
            return declared == FieldType.LIST;
        } else if (written instanceof AvroType.Enumeration) {
            return declared == FieldType.STRING;
        } else if (written instanceof AvroType.Fixed fixed) {
            return declared == FieldType.STRING || fixed.meaning().type() == LogicalType.DECIMAL && isNumber(declared);
        }
        return written instanceof AvroType.Primitive primitive && fits(primitive, declared);
    }

    private static boolean fits(AvroType.Primitive written, FieldType declared) {
        LogicalType meaning = written.meaning().type();
        return switch (written.kind()) {
            case NULL -> true;
            case BOOLEAN -> declared == FieldType.BOOLEAN;
            case INT, LONG ->
                meaning.isTemporal()
                        ? declared == FieldType.STRING
                                || meaning == LogicalType.TIMESTAMP_MILLIS && declared == FieldType.LONG
                        : isNumber(declared);
            case FLOAT, DOUBLE -> isNumber(declared);
            case STRING -> declared == FieldType.STRING;
            case BYTES -> declared == FieldType.STRING || meaning != LogicalType.NONE && isNumber(declared);
        };
    }

    private static boolean isNumber(FieldType type) {
        return type == FieldType.LONG || type == FieldType.DOUBLE;
    }

    private static String noun(FieldType type) {
        return switch (type) {
            case STRING -> "a string";
            case LONG -> "an integer";
            case DOUBLE -> "a number";
            case BOOLEAN -> "a boolean";
            case LIST -> "an array";
            case ANY -> "a value of any type";
        };
    }
}
