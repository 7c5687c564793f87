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

/** Resolves the names in an expression, all of which are fields of the event. */
final class FieldNames {
    static final int MAX_SHOWN = 12;

    private final EventType type;
    private final ExpressionProblems problems;
    private final Set<String> reads = new LinkedHashSet<>();
    /** Unknown names that were reported: {@code has(amout) && amout > 1} is one mistake. */
    private final Set<String> unknown = new LinkedHashSet<>();

    FieldNames(EventType type, ExpressionProblems problems) {
        this.type = type;
        this.problems = problems;
    }

    /** Returns the paths of the fields that were found so far. */
    List<String> reads() {
        return List.copyOf(reads);
    }

    /** Returns the code that reads a field. */
    Code read(Ast.Path path) {
        OptionalInt slot = slot(path);
        if (slot.isEmpty()) {
            return new Code.Invalid();
        }
        FieldType declared = type.field(slot.getAsInt()).type();
        if (declared == FieldType.ANY) {
            return problems.add(
                    path.offset(),
                    "field '" + path.path()
                            + "' is declared with several types or without a type, so no rule can read it");
        }
        return FieldAccess.read(slot.getAsInt(), declared);
    }

    /** Returns the code of {@code has(field)}. */
    Code has(Ast.Path path) {
        OptionalInt slot = slot(path);
        return slot.isPresent() ? FieldAccess.has(slot.getAsInt()) : new Code.Invalid();
    }

    private OptionalInt slot(Ast.Path path) {
        OptionalInt slot = type.find(path.path());
        if (slot.isPresent()) {
            reads.add(path.path());
        } else if (unknown.add(path.path())) {
            problems.add(path.offset(), unknown(path.path()));
        }
        return slot;
    }

    private String unknown(String name) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            String outer = name.substring(0, dot);
            if (type.find(outer).isPresent()) {
                return "field '" + outer + "' has no members; '" + name.substring(dot + 1)
                        + "' is not a field, and a function needs '( )'";
            }
        }
        List<String> paths = type.fields().stream().map(Field::path).toList();
        List<String> inside =
                paths.stream().filter(known -> known.startsWith(name + ".")).toList();
        if (!inside.isEmpty()) {
            return "'" + name + "' is not a field; it contains " + shown(inside);
        }
        Optional<String> withHyphen =
                paths.stream().filter(known -> known.startsWith(name + "-")).findFirst();
        if (withHyphen.isPresent()) {
            return "no field '" + name + "' in the event; write a name with a '-' in backticks: `" + withHyphen.get()
                    + "`";
        }
        boolean looksLikeString = Nearest.to(name, paths).isEmpty() && name.matches("[A-Z][A-Za-z0-9_]*");
        return "no field '" + name + "' in the event"
                + (looksLikeString ? "; write a string in quotes: \"" + name + "\"" : hint(name, paths));
    }

    /** True if {@code left-right}, which CEL reads as a subtraction, is the name of one field. */
    boolean isOneName(Ast left, Ast right) {
        return left instanceof Ast.Path x
                && right instanceof Ast.Path y
                && type.find(x.path()).isEmpty()
                && type.find(x.path() + "-" + y.path()).isPresent();
    }

    /** Returns {@code "; "} and the nearest known name, or all known names if there are few; an empty string otherwise. */
    static String hint(String word, List<String> known) {
        if (known.size() <= MAX_SHOWN) {
            return "; " + Nearest.hint(word, known);
        }
        return Nearest.suggestion(word, known).map(text -> "; " + text).orElse("");
    }

    private static String shown(List<String> names) {
        String more = names.size() > MAX_SHOWN ? ", ..." : "";
        return String.join(", ", names.stream().limit(MAX_SHOWN).toList()) + more;
    }
}
