package io.riskstream.expression;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.text.Nearest;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** Resolves the names in an expression: fields of the event, and variables of macros with their members. */
final class FieldNames {
    static final int MAX_SHOWN = 12;

    private final EventType type;
    private final Definitions definitions;
    private final MacroScopes scopes;
    private final ExpressionProblems problems;
    private final Set<String> reads = new LinkedHashSet<>();
    private final Set<String> definitionsUsed = new LinkedHashSet<>();
    private boolean readsTime;
    /** Unknown names that were reported: {@code has(amout) && amout > 1} is one mistake. */
    private final Set<String> unknown = new LinkedHashSet<>();

    FieldNames(EventType type, Definitions definitions, MacroScopes scopes, ExpressionProblems problems) {
        this.type = type;
        this.definitions = definitions;
        this.scopes = scopes;
        this.problems = problems;
    }

    /** Returns the paths of the fields that were found so far. */
    List<String> reads() {
        return List.copyOf(reads);
    }

    /** Returns the named expressions and outcomes of rules that the expression itself uses, as it writes them. */
    List<String> definitionsUsed() {
        return List.copyOf(definitionsUsed);
    }

    /** Records that the expression reads a time that is not in a field. */
    void readTime() {
        readsTime = true;
    }

    /** True if the value depends on a time that is not in a field. */
    boolean readsTime() {
        return readsTime;
    }

    /** Returns the code that reads a field, a variable or a member of a variable. */
    Code read(Ast.Path path) {
        Optional<Code> variable = scopes.variable(path);
        if (variable.isPresent()) {
            return member(path).isEmpty() ? variable.get() : readMember(path, variable.get());
        }
        Optional<Code> definition = definition(path);
        if (definition.isPresent()) {
            return definition.get();
        }
        OptionalInt slot = slot(path);
        if (slot.isEmpty()) {
            return new Code.Invalid();
        } else if (type.field(slot.getAsInt()).type() == FieldType.ANY) {
            return unreadable("field", path);
        }
        Code code = FieldAccess.read(slot.getAsInt(), type);
        return scopes.depth() > 0 && code instanceof Code.OfText text ? counted(text) : code;
    }

    /** Returns the code of a named expression; empty if the name is none. */
    private Optional<Code> definition(Ast.Path path) {
        Optional<String> cycle = definitions.cycle(path.path());
        if (cycle.isPresent()) {
            return Optional.of(
                    problems.add(path.offset(), "'" + path.path() + "' needs its own value: " + cycle.get()));
        }
        return definitions.expression(path.path()).map(definition -> use(path.path(), definition));
    }

    /** Returns the code of a definition, and adds what it reads to what this expression reads. */
    Code use(String written, Definitions.Definition definition) {
        definitionsUsed.add(written);
        readsTime |= definition.readsTime();
        reads.addAll(definition.reads());
        definition.deciding().forEach(scopes::add);
        return definition.code();
    }

    private Code readMember(Ast.Path path, Code variable) {
        OptionalInt slot = memberSlot(path, variable);
        if (slot.isEmpty()) {
            return new Code.Invalid();
        }
        Code.OfItem item = (Code.OfItem) variable;
        Field member = item.itemType().field(slot.getAsInt());
        if (member.type() == FieldType.ANY) {
            return unreadable("member", path);
        } else if (member.items().isEmpty()) { // the items of an inner list are explained one by one
            item.element().addRead(member.path(), slot.getAsInt());
        }
        return MemberAccess.read(item.element(), slot.getAsInt(), item.itemType());
    }

    private Code unreadable(String kind, Ast.Path path) {
        return problems.add(
                path.offset(),
                kind + " '" + path.path()
                        + "' is declared with several types or without a type, so no rule can read it");
    }

    /** Returns the code of a string that a macro may read for each element. */
    private static Code counted(Code.OfText text) {
        Code.TextCode code = text.code();
        return new Code.OfText((event, status) -> Dynamic.counted(code.value(event, status), status), text.nullable());
    }

    /** Returns the code of {@code has(field)} or {@code has(variable.member)}. */
    Code has(Ast.Path path) {
        Optional<Code> variable = scopes.variable(path);
        if (variable.isEmpty()) {
            if (definitions.expressionText(path.path()).isPresent()) {
                return problems.add(
                        path.offset(),
                        "'has' takes a field; '" + path.path()
                                + "' is a named expression, so test the fields that it reads");
            }
            OptionalInt slot = slot(path);
            return slot.isPresent() ? FieldAccess.has(slot.getAsInt()) : new Code.Invalid();
        } else if (member(path).isEmpty()) {
            return problems.add(
                    path.offset(),
                    "'has' takes a field or a member; '" + path.path() + "' is an element, so it is always there");
        }
        OptionalInt slot = memberSlot(path, variable.get());
        if (slot.isEmpty()) {
            return new Code.Invalid();
        }
        Code.OfItem item = (Code.OfItem) variable.get();
        item.element().addRead(member(path), slot.getAsInt());
        return MemberAccess.has(item.element(), slot.getAsInt());
    }

    /** Returns the part of a path after its root; an empty string if there is none. */
    private static String member(Ast.Path path) {
        int end = path.root().length();
        return path.path().length() > end ? path.path().substring(end + 1) : "";
    }

    /** Returns the slot of a member; empty, after recording the problem, if the variable has no such member. */
    private OptionalInt memberSlot(Ast.Path path, Code variable) {
        if (variable.isInvalid()) {
            return OptionalInt.empty();
        }
        if (!(variable instanceof Code.OfItem item)) {
            boolean undeclared = variable instanceof Code.OfAny;
            problems.add(
                    path.offset(),
                    "'" + path.root() + "' is " + variable.shown() + ", so '" + member(path) + "' is not a member of it"
                            + (undeclared ? "; declare the properties of the list's items in the schema" : ""));
            return OptionalInt.empty();
        }
        OptionalInt slot = item.itemType().find(member(path));
        if (slot.isEmpty() && unknown.add(path.path())) {
            problems.add(path.offset(), unknown(member(path), item.itemType(), path.root(), List.of()));
        }
        return slot;
    }

    private OptionalInt slot(Ast.Path path) {
        OptionalInt slot = type.find(path.path());
        if (slot.isPresent()) {
            reads.add(path.path());
        } else if (unknown.add(path.path())) {
            problems.add(path.offset(), unknown(path.path(), type, "", definitions.names()));
        }
        return slot;
    }

    /**
     * @param variable the variable of which the name is no member; empty for the event
     * @param definitions the names that an expression can use besides those of the type
     */
    private static String unknown(String name, EventType type, String variable, Collection<String> definitions) {
        String prefix = variable.isEmpty() ? "" : variable + ".";
        String what = variable.isEmpty()
                ? "no field '" + name + "' in the event"
                : "no member '" + name + "' in the element '" + variable + "'";
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            String outer = name.substring(0, dot);
            if (type.find(outer).isPresent()) {
                return (variable.isEmpty() ? "field '" : "member '") + prefix + outer + "' has no members; '"
                        + name.substring(dot + 1) + "' is not a field, and a function needs '( )'";
            }
        }
        List<String> paths = Stream.concat(type.fields().stream().map(Field::path), definitions.stream())
                .toList();
        List<String> inside =
                paths.stream().filter(known -> known.startsWith(name + ".")).toList();
        if (!inside.isEmpty()) {
            return "'" + prefix + name + (variable.isEmpty() ? "' is not a field" : "' is not a member")
                    + "; it contains " + shown(inside);
        }
        Optional<String> withHyphen =
                paths.stream().filter(known -> known.startsWith(name + "-")).findFirst();
        if (withHyphen.isPresent()) {
            return what + "; write a name with a '-' in backticks: " + prefix + "`" + withHyphen.get() + "`";
        }
        boolean looksLikeString =
                variable.isEmpty() && Nearest.to(name, paths).isEmpty() && name.matches("[A-Z][A-Za-z0-9_]*");
        return what + (looksLikeString ? "; write a string in quotes: \"" + name + "\"" : hint(name, paths));
    }

    /** True if {@code left-right}, which CEL reads as a subtraction, is the name of one field. */
    boolean isOneName(Ast left, Ast right) {
        if (!(left instanceof Ast.Path x) || !(right instanceof Ast.Path y)) {
            return false;
        }
        Optional<Code> variable = scopes.variable(x);
        if (variable.isPresent()) {
            return variable.get() instanceof Code.OfItem item && isOneName(member(x), y.path(), item.itemType());
        }
        return isOneName(x.path(), y.path(), type)
                || type.find(x.path()).isEmpty()
                        && definitions.expressionText(x.path() + "-" + y.path()).isPresent();
    }

    private static boolean isOneName(String left, String right, EventType type) {
        return type.find(left).isEmpty() && type.find(left + "-" + right).isPresent();
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
