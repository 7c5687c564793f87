package io.riskstream.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.riskstream.EventType;
import io.riskstream.Field;
import io.riskstream.FieldType;
import io.riskstream.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the names and types in an expression, and makes code of it. */
final class Compiler {
    private static final List<String> FUNCTIONS =
            List.of("has", "size", "startsWith", "endsWith", "contains", "matches");
    private static final int MOST_NAMES_SHOWN = 12;

    private final String text;
    private final EventType type;
    private final Set<String> reads = new LinkedHashSet<>();

    Compiler(String text, EventType type) {
        this.text = text;
        this.type = type;
    }

    /** The fields met so far. */
    Set<String> reads() {
        return reads;
    }

    Code.BoolCode condition() {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        if (code instanceof Code.OfBool bool) {
            return bool.code();
        }
        throw fault(ast.at(), "a condition must be true or false; this is " + article(code));
    }

    private Code compile(Ast ast) {
        if (ast instanceof Ast.Literal literal) {
            return literal(literal.value());
        } else if (ast instanceof Ast.ListOf list) {
            List<Object> elements = constants(list);
            return new Code.OfList((event, trap) -> elements, false);
        } else if (ast instanceof Ast.Path path) {
            return field(path);
        } else if (ast instanceof Ast.Unary unary) {
            return unary(unary);
        } else if (ast instanceof Ast.Binary binary) {
            return binary(binary);
        } else if (ast instanceof Ast.Logic logic) {
            return logic(logic);
        } else if (ast instanceof Ast.Choice choice) {
            return choice(choice);
        }
        return call((Ast.Call) ast);
    }

    private static Code literal(Object value) {
        if (value instanceof Long whole) {
            long x = whole;
            return new Code.OfInt((event, trap) -> x, false);
        } else if (value instanceof Double number) {
            double x = number;
            return new Code.OfDouble((event, trap) -> x, false);
        } else if (value instanceof String string) {
            return new Code.OfText((event, trap) -> string, false);
        } else if (value instanceof Boolean bool) {
            int x = Code.BoolCode.of(bool);
            return new Code.OfBool((event, trap) -> x, false);
        }
        return new Code.OfNull();
    }

    private List<Object> constants(Ast.ListOf list) {
        List<Object> elements = new ArrayList<>();
        for (Ast element : list.elements()) {
            if (element instanceof Ast.Literal literal) {
                elements.add(literal.value());
            } else if (element instanceof Ast.ListOf inner) {
                elements.add(constants(inner));
            } else {
                throw fault(
                        element.at(), "a list in a rule holds literals alone; compare with '==' and join with '||'");
            }
        }
        return List.copyOf(elements);
    }

    private Code field(Ast.Path path) {
        int slot = slot(path);
        FieldType declared = type.field(slot).type();
        if (declared == FieldType.ANY) {
            throw fault(
                    path.at(),
                    "field '" + path.path() + "' is declared with several types, or none, so no rule can read it");
        }
        return Fields.read(slot, declared);
    }

    private int slot(Ast.Path path) {
        String name = path.path();
        if (type.find(name).isPresent()) {
            reads.add(name);
            return type.slot(name);
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            String outer = name.substring(0, dot);
            if (type.find(outer).isPresent()) {
                throw fault(
                        path.at(),
                        "field '" + outer + "' has nothing inside; '" + name.substring(dot + 1)
                                + "' is neither a field nor, without '( )', a function");
            }
        }
        List<String> paths = type.fields().stream().map(Field::path).toList();
        List<String> inside =
                paths.stream().filter(known -> known.startsWith(name + ".")).toList();
        if (!inside.isEmpty()) {
            throw fault(path.at(), "'" + name + "' is no field itself; in it are " + shown(inside));
        }
        Optional<String> odd =
                paths.stream().filter(known -> known.startsWith(name + "-")).findFirst();
        if (odd.isPresent()) {
            throw fault(
                    path.at(),
                    "no field '" + name + "' in the event; a name with a '-' is written in backticks: `" + odd.get()
                            + "`");
        }
        throw fault(path.at(), "no field '" + name + "' in the event" + hint(name, paths));
    }

    private Code unary(Ast.Unary unary) {
        Code operand = compile(unary.operand());
        if (unary.sign().equals("!")) {
            return new Code.OfBool(Logic.not(truth(unary.at(), "'!'", operand)), false);
        } else if (!operand.isNumber()) {
            throw fault(unary.at(), "'-' takes a number, not " + article(operand));
        }
        return Arithmetic.negate(operand);
    }

    private Code binary(Ast.Binary binary) {
        Code left = compile(binary.left());
        if (binary.sign().equals("in")) {
            return in(binary, left);
        }
        Code right = compile(binary.right());
        return switch (binary.sign()) {
            case "==", "!=" -> {
                if (!comparable(left, right)) {
                    throw fault(binary.at(), neverEqual(binary, left, right));
                }
                yield new Code.OfBool(Comparison.equality(binary.sign(), left, right), false);
            }
            case "<", "<=", ">", ">=" -> {
                boolean texts = left instanceof Code.OfText && right instanceof Code.OfText;
                if (!texts && !(left.isNumber() && right.isNumber())) {
                    throw fault(
                            binary.at(),
                            "'" + binary.sign() + "' takes two numbers or two strings, not " + article(left) + " and "
                                    + article(right));
                }
                yield new Code.OfBool(Comparison.order(binary.sign(), left, right), false);
            }
            default -> arithmetic(binary, left, right);
        };
    }

    private Code arithmetic(Ast.Binary binary, Code left, Code right) {
        String sign = binary.sign();
        if (!left.isNumber() || !right.isNumber()) {
            throw fault(
                    binary.at(), "'" + sign + "' takes two numbers, not " + article(left) + " and " + article(right));
        }
        boolean whole = left instanceof Code.OfInt && right instanceof Code.OfInt;
        if (sign.equals("%") && !whole) {
            throw fault(binary.at(), "'%' takes two ints, not " + article(left) + " and " + article(right));
        }
        return Arithmetic.of(sign, left, right);
    }

    private static boolean comparable(Code left, Code right) {
        if (left instanceof Code.OfNull || right instanceof Code.OfNull) {
            return left.nullable() && right.nullable();
        }
        return left.isNumber() && right.isNumber() || left.type().equals(right.type());
    }

    private static String neverEqual(Ast.Binary binary, Code left, Code right) {
        String hint = "";
        if (right instanceof Code.OfText && left.isNumber() || left instanceof Code.OfText && right.isNumber()) {
            hint = "; is a quotation mark too many or missing?";
        }
        return "'" + binary.sign() + "' of " + article(left) + " and " + article(right) + " is always the same" + hint;
    }

    private Code in(Ast.Binary binary, Code value) {
        if (!(binary.right() instanceof Ast.ListOf literal)) {
            Code list = compile(binary.right());
            if (list instanceof Code.OfList field) {
                return new Code.OfBool(Membership.in(value, field.code()), false);
            }
            throw fault(binary.right().at(), "'in' takes a list, not " + article(list));
        }
        List<Object> elements = constants(literal);
        if (elements.isEmpty()) {
            throw fault(literal.at(), "nothing is ever in an empty list");
        }
        for (int i = 0; i < elements.size(); i++) {
            Ast element = literal.elements().get(i);
            Code code = compile(element);
            if (!comparable(value, code)) {
                throw fault(element.at(), article(value) + " is never " + article(code));
            }
        }
        return new Code.OfBool(Membership.inConstants(value, elements), false);
    }

    private Code logic(Ast.Logic logic) {
        List<Code.BoolCode> operands = new ArrayList<>();
        for (Ast operand : logic.operands()) {
            operands.add(truth(operand.at(), "'" + logic.sign() + "'", compile(operand)));
        }
        return new Code.OfBool(logic.sign().equals("&&") ? Logic.all(operands) : Logic.any(operands), false);
    }

    private Code choice(Ast.Choice choice) {
        Code.BoolCode condition = truth(choice.condition().at(), "'?'", compile(choice.condition()));
        Code yes = compile(choice.yes());
        Code no = compile(choice.no());
        boolean oneNull = yes instanceof Code.OfNull || no instanceof Code.OfNull;
        if (!oneNull && !comparable(yes, no)) {
            throw fault(
                    choice.at(), "both sides of ':' must be of one type, not " + article(yes) + " and " + article(no));
        }
        return Logic.choice(condition, yes, no);
    }

    private Code.BoolCode truth(int at, String taker, Code code) {
        if (code instanceof Code.OfBool bool) {
            return bool.code();
        }
        throw fault(at, taker + " takes true or false, not " + article(code));
    }

    private Code call(Ast.Call call) {
        String function = call.function();
        if (!FUNCTIONS.contains(function)) {
            throw fault(call.at(), "no function '" + function + "'" + hint(function, FUNCTIONS));
        }
        boolean free = function.equals("has") || function.equals("size");
        if (!call.method() && !free) {
            throw fault(call.at(), "'" + function + "' is written after its string: x." + function + "(...)");
        } else if (call.method() && function.equals("has")) {
            throw fault(call.at(), "'has' is written around its field: has(x)");
        }
        int takes = free ? 1 : 2;
        if (call.arguments().size() != takes) {
            throw fault(
                    call.at(),
                    "'" + function + "' takes " + (call.method() && free ? "nothing" : "one value") + " in its '( )'");
        }
        if (function.equals("has")) {
            return has(call);
        }
        Code target = compile(call.arguments().get(0));
        if (function.equals("size")) {
            return size(call, target);
        }
        Code.TextCode subject = text(call, call.arguments().get(0), target);
        Ast argument = call.arguments().get(1);
        if (function.equals("matches")) {
            return new Code.OfBool(Functions.matches(subject, pattern(argument)), false);
        }
        Code.TextCode part = text(call, argument, compile(argument));
        return new Code.OfBool(
                switch (function) {
                    case "startsWith" -> Functions.startsWith(subject, part);
                    case "endsWith" -> Functions.endsWith(subject, part);
                    case "contains" -> Functions.contains(subject, part);
                    default -> throw new IllegalStateException(function);
                },
                false);
    }

    private Code has(Ast.Call call) {
        if (call.arguments().get(0) instanceof Ast.Path path) {
            return Fields.has(slot(path));
        }
        throw fault(call.arguments().get(0).at(), "'has' takes a field");
    }

    private Code size(Ast.Call call, Code target) {
        if (target instanceof Code.OfText text) {
            return new Code.OfInt(Functions.sizeOfText(text.code()), false);
        } else if (target instanceof Code.OfList list) {
            return new Code.OfInt(Functions.sizeOfList(list.code()), false);
        }
        throw fault(call.at(), "'size' takes a string or a list, not " + article(target));
    }

    private Code.TextCode text(Ast.Call call, Ast ast, Code code) {
        if (code instanceof Code.OfText text) {
            return text.code();
        }
        throw fault(ast.at(), "'" + call.function() + "' takes strings, not " + article(code));
    }

    private Pattern pattern(Ast argument) {
        if (!(argument instanceof Ast.Literal literal) || !(literal.value() instanceof String regex)) {
            throw fault(argument.at(), "'matches' takes a pattern written out as a string");
        }
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw fault(argument.at(), "not a pattern of RE2: " + e.getDescription() + " '" + e.getPattern() + "'");
        }
    }

    private static String article(Code code) {
        return switch (code.type()) {
            case "null" -> "null";
            case "int" -> "an int";
            default -> "a " + code.type();
        };
    }

    private static String hint(String word, List<String> known) {
        if (known.size() <= MOST_NAMES_SHOWN) {
            return Nearest.hint(word, known);
        }
        return Nearest.to(word, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }

    private static String shown(List<String> names) {
        String more = names.size() > MOST_NAMES_SHOWN ? ", ..." : "";
        return String.join(", ", names.stream().limit(MOST_NAMES_SHOWN).toList()) + more;
    }

    private ExpressionFault fault(int at, String reason) {
        return new ExpressionFault(text, at, reason);
    }
}
