package io.riskstream.expression;

import com.google.re2j.Pattern;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldDomain;
import io.riskstream.event.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides whether conditions can be true or false for a valid event, from the comparisons of fields with literals, the possible values of the fields, and what conditions say about the presence
 * of fields. It is sound and not complete: if it says that a condition cannot be true, it is true for no valid event; other conditions may still never be true.
 *
 * <p>It follows each way in which the condition can have the wanted result, with the demands on each field along this way. Beyond {@value #MAX_BRANCHES} ways it gives up, and answers that the
 * result is possible. A part that it does not understand can have any result, but the same in all places.
 */
public final class Satisfiability {
    private static final int MAX_BRANCHES = 5_000;
    private static final int MAX_STEPS = 200_000;
    private static final double EXACT = 0x1p53;
    private static final Map<String, String> OPPOSITE = Map.of("<", ">=", "<=", ">", ">", "<=", ">=", "<");
    private static final Map<String, String> MIRRORED = Map.of("<", ">", "<=", ">=", ">", "<", ">=", "<=");

    private final EventType type;
    private final Definitions definitions;
    private final Map<String, FieldDomain> domains;

    /** A condition and the result that it must have. */
    private record Goal(Ast ast, boolean wanted) {}

    /**
     * The demands along one way.
     *
     * @param opaque the results of the parts that are not understood
     */
    private record Demands(Map<String, FieldConstraints> fields, Map<String, Boolean> opaque) {
        Demands copy() {
            Map<String, FieldConstraints> copied = new HashMap<>();
            fields.forEach((path, constraints) -> copied.put(path, constraints.copy()));
            return new Demands(copied, new HashMap<>(opaque));
        }
    }

    private int branches;
    private int steps;

    /**
     * Creates a decision for the expressions of one scorecard, which have no mistakes.
     *
     * @param domains the possible values of fields, by path
     */
    public Satisfiability(EventType type, Definitions definitions, Map<String, FieldDomain> domains) {
        this.type = type;
        this.definitions = definitions;
        this.domains = Map.copyOf(domains);
    }

    /** False only if the condition is true for no valid event. */
    public boolean canBeTrue(String condition) {
        return canBe(List.of(new Goal(Parser.parse(condition), true)));
    }

    /** False only if the condition is false for no valid event. It may still have no result. */
    public boolean canBeFalse(String condition) {
        return canBe(List.of(new Goal(Parser.parse(condition), false)));
    }

    /** False only if no valid event makes the first condition true and the second one false. */
    public boolean canDiffer(String first, String second) {
        return canBe(List.of(new Goal(Parser.parse(first), true), new Goal(Parser.parse(second), false)));
    }

    /** Returns the offset of the first operand of a conjunction that alone can never be true; the start of the condition if there is none. */
    public int offsetOfCause(String condition) {
        Ast ast = Parser.parse(condition);
        if (ast instanceof Ast.Logic logic && logic.sign().equals("&&")) {
            for (Ast operand : logic.operands()) {
                if (!canBe(List.of(new Goal(operand, true)))) {
                    return operand.start();
                }
            }
        }
        return ast.start();
    }

    /** Returns a range that contains every value of a formula for valid events. */
    public NumberRange range(String formula) {
        return range(Parser.parse(formula), new HashMap<>(), 0);
    }

    private boolean canBe(List<Goal> goals) {
        branches = 0;
        steps = 0;
        return follow(new ArrayList<>(goals), new Demands(new HashMap<>(), new HashMap<>()));
    }

    /** True if all goals can be reached together with the demands. Changes both. */
    private boolean follow(List<Goal> goals, Demands demands) {
        while (!goals.isEmpty()) {
            if (++steps > MAX_STEPS) {
                return true;
            }
            Goal goal = goals.remove(goals.size() - 1);
            Ast ast = goal.ast();
            boolean wanted = goal.wanted();
            if (ast instanceof Ast.Literal literal && literal.value() instanceof Boolean value) {
                if (value != wanted) {
                    return false;
                }
            } else if (ast instanceof Ast.Unary unary && unary.sign().equals("!")) {
                goals.add(new Goal(unary.operand(), !wanted));
            } else if (ast instanceof Ast.Logic logic) {
                if (logic.sign().equals("&&") == wanted) {
                    logic.operands().forEach(operand -> goals.add(new Goal(operand, wanted)));
                } else {
                    return followAny(
                            logic.operands().stream()
                                    .map(operand -> List.of(new Goal(operand, wanted)))
                                    .toList(),
                            goals,
                            demands);
                }
            } else if (ast instanceof Ast.Choice choice) {
                return followAny(
                        List.of(
                                List.of(new Goal(choice.condition(), true), new Goal(choice.yes(), wanted)),
                                List.of(new Goal(choice.condition(), false), new Goal(choice.no(), wanted))),
                        goals,
                        demands);
            } else {
                Optional<Ast> expanded = expanded(ast);
                if (expanded.isPresent()) {
                    goals.add(new Goal(expanded.get(), wanted));
                } else if (!atom(ast, wanted, demands)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean followAny(List<List<Goal>> ways, List<Goal> rest, Demands demands) {
        for (List<Goal> way : ways) {
            if (++branches > MAX_BRANCHES) {
                return true;
            }
            List<Goal> goals = new ArrayList<>(rest);
            goals.addAll(way);
            if (follow(goals, demands.copy())) {
                return true;
            }
        }
        return false;
    }

    /** Returns what a name, the outcome of a rule or {@code between} stands for. */
    private Optional<Ast> expanded(Ast ast) {
        if (ast instanceof Ast.Path path) {
            return definitions.expressionText(path.path()).map(Parser::parse);
        } else if (ast instanceof Ast.Call call && call.function().equals("between")) {
            return Optional.of(NumberFunctions.between(call));
        } else if (ast instanceof Ast.Call call
                && call.function().equals("fired")
                && call.arguments().get(0) instanceof Ast.Literal id) {
            return definitions.ruleText(String.valueOf(id.value())).map(Parser::parse);
        }
        return Optional.empty();
    }

    /** Adds the demands of one comparison or call. Returns false if it cannot have the wanted result with them. */
    private boolean atom(Ast ast, boolean wanted, Demands demands) {
        Boolean before = demands.opaque().putIfAbsent(AstText.of(ast), wanted);
        if (before != null && before != wanted) {
            return false;
        }
        if (ast instanceof Ast.Path path) {
            return field(path, demands)
                    .filter(ignored -> typeOf(path) == FieldType.BOOLEAN)
                    .map(field -> field.in(Set.of(wanted)).isSatisfiable())
                    .orElse(true);
        } else if (ast instanceof Ast.Call call) {
            return call(call, wanted, demands);
        } else if (ast instanceof Ast.Binary binary && binary.sign().equals("in")) {
            return in(binary, wanted, demands);
        } else if (ast instanceof Ast.Binary binary) {
            return comparison(binary, wanted, demands);
        }
        return true;
    }

    private boolean call(Ast.Call call, boolean wanted, Demands demands) {
        if (call.arguments().isEmpty() || !(call.arguments().get(0) instanceof Ast.Path path)) {
            return true;
        }
        Optional<FieldConstraints> field = field(path, demands);
        if (field.isEmpty()) {
            return true;
        } else if (call.function().equals("has")) {
            return field.get().value(wanted).isSatisfiable();
        }
        Optional<Predicate<String>> predicate = predicate(call);
        return predicate.isEmpty()
                || typeOf(path) != FieldType.STRING
                || field.get()
                        .text(text -> predicate.get().test(text) == wanted)
                        .isSatisfiable();
    }

    private static Optional<Predicate<String>> predicate(Ast.Call call) {
        if (call.arguments().size() != 2
                || !(call.arguments().get(1) instanceof Ast.Literal literal)
                || !(literal.value() instanceof String argument)) {
            return Optional.empty();
        }
        return switch (call.function()) {
            case "startsWith" -> Optional.of(text -> text.startsWith(argument));
            case "endsWith" -> Optional.of(text -> text.endsWith(argument));
            case "contains" -> Optional.of(text -> text.contains(argument));
            case "matches" -> {
                Pattern pattern = Pattern.compile(argument);
                yield Optional.of(text -> pattern.matcher(text).find());
            }
            default -> Optional.empty();
        };
    }

    private boolean in(Ast.Binary binary, boolean wanted, Demands demands) {
        if (!(binary.left() instanceof Ast.Path path) || !(binary.right() instanceof Ast.ListOf list)) {
            return true;
        }
        Set<Object> values = new HashSet<>();
        for (Ast element : list.elements()) {
            Optional<Object> value = constant(element);
            if (value.isEmpty()) {
                return true;
            }
            values.add(value.get());
        }
        return field(path, demands)
                .map(field -> (wanted ? field.in(values) : field.notIn(values)).isSatisfiable())
                .orElse(true);
    }

    /** Returns a literal as constraints contain it; empty if it is none, null, or a whole number that is not exactly a double. */
    private static Optional<Object> constant(Ast ast) {
        if (!(ast instanceof Ast.Literal literal)) {
            return Optional.empty();
        } else if (literal.value() instanceof Number number) {
            double value = number.doubleValue();
            return Math.abs(value) < EXACT ? Optional.of(value + 0.0) : Optional.empty();
        }
        return literal.value() instanceof String || literal.value() instanceof Boolean
                ? Optional.of(literal.value())
                : Optional.empty();
    }

    private boolean comparison(Ast.Binary binary, boolean wanted, Demands demands) {
        String sign = binary.sign();
        boolean equality = sign.equals("==") || sign.equals("!=");
        Ast left = binary.left();
        Ast right = binary.right();
        if (left instanceof Ast.Literal && right instanceof Ast.Path) {
            left = binary.right();
            right = binary.left();
            sign = MIRRORED.getOrDefault(sign, sign);
        }
        Optional<Object> constant = constant(right);
        Optional<FieldConstraints> field =
                left instanceof Ast.Path path ? field(path, demands) : Optional.<FieldConstraints>empty();
        if (equality && field.isPresent() && constant.isPresent()) {
            boolean equal = sign.equals("==") == wanted;
            Set<Object> value = Set.of(constant.get());
            return (equal ? field.get().in(value) : field.get().notIn(value)).isSatisfiable();
        } else if (OPPOSITE.containsKey(sign)
                && field.isPresent()
                && constant.filter(Double.class::isInstance).isPresent()) {
            if (!wanted && !neverNaN((Ast.Path) left)) {
                return true;
            }
            String demanded = wanted ? sign : OPPOSITE.get(sign);
            return field.get().compare(demanded, (Double) constant.get()).isSatisfiable();
        } else if (OPPOSITE.containsKey(binary.sign())) {
            return ofNumbers(binary, wanted, demands);
        }
        return true;
    }

    /** Compares the ranges of two numbers. */
    private boolean ofNumbers(Ast.Binary binary, boolean wanted, Demands demands) {
        NumberRange left = range(binary.left(), demands.fields(), 0);
        NumberRange right = range(binary.right(), demands.fields(), 0);
        if (!wanted && !(left.isFinite() && right.isFinite())) {
            return true; // a comparison with NaN is false
        }
        return switch (wanted ? binary.sign() : OPPOSITE.get(binary.sign())) {
            case "<" -> left.min() < right.max();
            case "<=" -> left.min() <= right.max();
            case ">" -> left.max() > right.min();
            default -> left.max() >= right.min();
        };
    }

    /** A whole number is never NaN, and neither is a number that JSON writes. The record of a look-up and a derived field may have other numbers. */
    private boolean neverNaN(Ast.Path path) {
        OptionalInt slot = type.find(path.path());
        return typeOf(path) == FieldType.LONG || slot.isPresent() && type.arrives(slot.getAsInt());
    }

    private FieldType typeOf(Ast.Path path) {
        OptionalInt slot = type.find(path.path());
        return slot.isPresent() ? type.field(slot.getAsInt()).type() : FieldType.ANY;
    }

    /** Returns the demands on a field; empty if the name is not that of a field with one value. */
    private Optional<FieldConstraints> field(Ast.Path path, Demands demands) {
        FieldType fieldType = typeOf(path);
        boolean known = fieldType != FieldType.ANY
                && fieldType != FieldType.LIST
                && definitions.expressionText(path.path()).isEmpty();
        return known ? Optional.of(constraints(path, demands.fields())) : Optional.empty();
    }

    private FieldConstraints constraints(Ast.Path path, Map<String, FieldConstraints> fields) {
        return fields.computeIfAbsent(
                path.path(), name -> new FieldConstraints(typeOf(path), domains.getOrDefault(name, FieldDomain.ANY)));
    }

    private NumberRange range(Ast ast, Map<String, FieldConstraints> fields, int depth) {
        if (depth > ExpressionLimits.NESTING) {
            return NumberRange.ANY;
        } else if (ast instanceof Ast.Literal literal && literal.value() instanceof Number number) {
            double value = number.doubleValue();
            return Math.abs(value) < EXACT
                    ? new NumberRange(value, value)
                    : new NumberRange(Math.nextDown(value), Math.nextUp(value));
        } else if (ast instanceof Ast.Path path) {
            Optional<Ast> named = expanded(path);
            if (named.isPresent()) {
                return range(named.get(), fields, depth + 1);
            }
            boolean number = typeOf(path) == FieldType.LONG || typeOf(path) == FieldType.DOUBLE;
            return number ? constraints(path, fields).range() : NumberRange.ANY;
        } else if (ast instanceof Ast.Unary unary && unary.sign().equals("-")) {
            return range(unary.operand(), fields, depth + 1).negated();
        } else if (ast instanceof Ast.Choice choice) {
            return range(choice.yes(), fields, depth + 1).or(range(choice.no(), fields, depth + 1));
        } else if (ast instanceof Ast.Binary binary) {
            NumberRange left = range(binary.left(), fields, depth + 1);
            NumberRange right = range(binary.right(), fields, depth + 1);
            return switch (binary.sign()) {
                case "+" -> left.plus(right);
                case "-" -> left.minus(right);
                case "*" -> left.times(right);
                default -> NumberRange.ANY;
            };
        }
        return NumberRange.ANY;
    }
}
