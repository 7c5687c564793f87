package io.riskstream.expression;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.text.Nearest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The names in an expression: fields of the event, and nothing else. */
final class FieldNames {
    static final int MOST_SHOWN = 12;

    private final EventType type;
    private final ExpressionProblems problems;
    private final Set<String> reads = new LinkedHashSet<>();
    /** Told once: {@code has(amout) && amout > 1} has one slip. */
    private final Set<String> unknown = new LinkedHashSet<>();

    FieldNames(EventType type, ExpressionProblems problems) {
        this.type = type;
        this.problems = problems;
    }

    /** The fields met so far. */
    List<String> reads() {
        return List.copyOf(reads);
    }

    /** The value of a field. */
    Code read(Ast.Path path) {
        OptionalInt slot = slot(path);
        if (slot.isEmpty()) {
            return new Code.OfFault();
        }
        FieldType declared = type.field(slot.getAsInt()).type();
        if (declared == FieldType.ANY) {
            return problems.add(
                    path.at(),
                    "field '" + path.path() + "' is declared with several types, or none, so no rule can read it");
        }
        return FieldAccess.read(slot.getAsInt(), declared);
    }

    /** {@code has(field)}. */
    Code has(Ast.Path path) {
        OptionalInt slot = slot(path);
        return slot.isPresent() ? FieldAccess.has(slot.getAsInt()) : new Code.OfFault();
    }

    private OptionalInt slot(Ast.Path path) {
        OptionalInt slot = type.find(path.path());
        if (slot.isPresent()) {
            reads.add(path.path());
        } else if (unknown.add(path.path())) {
            problems.add(path.at(), unknown(path.path()));
        }
        return slot;
    }

    private String unknown(String name) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            String outer = name.substring(0, dot);
            if (type.find(outer).isPresent()) {
                return "field '" + outer + "' has nothing inside; '" + name.substring(dot + 1)
                        + "' is neither a field nor, without '( )', a function";
            }
        }
        List<String> paths = type.fields().stream().map(Field::path).toList();
        List<String> inside =
                paths.stream().filter(known -> known.startsWith(name + ".")).toList();
        if (!inside.isEmpty()) {
            return "'" + name + "' is no field itself; in it are " + shown(inside);
        }
        Optional<String> odd =
                paths.stream().filter(known -> known.startsWith(name + "-")).findFirst();
        if (odd.isPresent()) {
            return "no field '" + name + "' in the event; a name with a '-' is written in backticks: `" + odd.get()
                    + "`";
        }
        boolean likeAText = Nearest.to(name, paths).isEmpty() && name.matches("[A-Z][A-Za-z0-9_]*");
        return "no field '" + name + "' in the event"
                + (likeAText ? "; a string stands in quotes: \"" + name + "\"" : hint(name, paths));
    }

    /** Whether {@code left-right}, which CEL reads as a subtraction, is the name of one field. */
    boolean isOneName(Ast left, Ast right) {
        return left instanceof Ast.Path x
                && right instanceof Ast.Path y
                && type.find(x.path()).isEmpty()
                && type.find(x.path() + "-" + y.path()).isPresent();
    }

    /** The nearest known word, or all of them where there are few. */
    static String hint(String word, List<String> known) {
        if (known.size() <= MOST_SHOWN) {
            return "; " + Nearest.hint(word, known);
        }
        return Nearest.suggestion(word, known).map(text -> "; " + text).orElse("");
    }

    private static String shown(List<String> names) {
        String more = names.size() > MOST_SHOWN ? ", ..." : "";
        return String.join(", ", names.stream().limit(MOST_SHOWN).toList()) + more;
    }
}
