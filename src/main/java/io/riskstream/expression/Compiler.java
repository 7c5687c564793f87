package io.riskstream.expression;

import io.riskstream.event.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the types in an expression, and makes code of it. */
final class Compiler {
    private final String text;
    private final ExpressionProblems problems;
    private final FieldNames names;
    private final FunctionCalls calls;

    Compiler(String text, EventType type) {
        this.text = text;
        this.problems = new ExpressionProblems(text);
        this.names = new FieldNames(type, problems);
        this.calls = new FunctionCalls(this::compile, names, problems);
    }

    /** The fields met so far. */
    List<String> reads() {
        return names.reads();
    }

    /** @throws ExpressionException if the expression is none, or is not true or false */
    Code.BoolCode condition() {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        if (!(code instanceof Code.OfBool) && !code.isFault()) {
            problems.add(ast.start(), "a condition must be true or false; this is " + code.shown());
        }
        problems.throwIfAny();
        return ((Code.OfBool) code).code();
    }

    /** @throws ExpressionException if the expression is none, or is no number */
    Code.DoubleCode number() {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        if (!code.isNumber() && !code.isFault()) {
            problems.add(ast.start(), "this must be a number; it is " + code.shown());
        }
        problems.throwIfAny();
        return code.asDouble();
    }

    private Code compile(Ast ast) {
        if (ast instanceof Ast.Literal literal) {
            return Literals.of(literal.value());
        } else if (ast instanceof Ast.ListOf list) {
            return list(list);
        } else if (ast instanceof Ast.Path path) {
            return names.read(path);
        } else if (ast instanceof Ast.Unary unary) {
            return unary(unary);
        } else if (ast instanceof Ast.Binary binary) {
            return binary(binary);
        } else if (ast instanceof Ast.Logic logic) {
            return logic(logic);
        } else if (ast instanceof Ast.Choice choice) {
            return choice(choice);
        }
        return calls.call((Ast.Call) ast);
    }

    private Code list(Ast.ListOf list) {
        Optional<List<Object>> elements = constants(list);
        if (elements.isPresent()) {
            List<Object> values = elements.get();
            return new Code.OfList((event, trap) -> values, false);
        }
        return problems.add(
                list.at(),
                "a list that is compared or measured holds literals alone; only after 'in' may there be fields in it");
    }

    /** The elements, if they are literals and lists of them throughout. */
    private static Optional<List<Object>> constants(Ast.ListOf list) {
        List<Object> elements = new ArrayList<>();
        for (Ast element : list.elements()) {
            if (element instanceof Ast.Literal literal) {
                elements.add(literal.value());
            } else if (element instanceof Ast.ListOf inner && constants(inner).isPresent()) {
                elements.add(constants(inner).get());
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(elements));
    }

    private Code unary(Ast.Unary unary) {
        Code operand = compile(unary.operand());
        if (unary.sign().equals("!")) {
            return truth(unary.at(), "'!'", operand)
                    .<Code>map(code -> new Code.OfBool(Logic.not(code), false))
                    .orElseGet(Code.OfFault::new);
        } else if (operand.isFault()) {
            return operand;
        } else if (!operand.isNumber()) {
            return problems.add(unary.at(), "'-' takes a number, not " + operand.shown());
        }
        return Arithmetic.negate(operand);
    }

    private Code binary(Ast.Binary binary) {
        if (binary.sign().equals("-") && names.isOneName(binary.left(), binary.right())) {
            return compile(binary.left()); // which says how such a name is written
        }
        Code left = compile(binary.left());
        if (binary.sign().equals("in")) {
            return in(binary, left);
        }
        Code right = compile(binary.right());
        if (left.isFault() || right.isFault()) {
            return new Code.OfFault();
        }
        return switch (binary.sign()) {
            case "==", "!=" ->
                comparable(left, right)
                        ? new Code.OfBool(Comparison.equality(binary.sign(), left, right), false)
                        : problems.add(binary.at(), neverEqual(binary, left, right));
            case "<", "<=", ">", ">=" ->
                ordered(left, right)
                        ? new Code.OfBool(Comparison.order(binary.sign(), left, right), false)
                        : problems.add(
                                binary.at(),
                                "'" + binary.sign()
                                        + "' takes two numbers, strings, timestamps or durations, not "
                                        + both(left, right) + hint(left, right));
            default -> arithmetic(binary, left, right);
        };
    }

    private static boolean ordered(Code left, Code right) {
        boolean kinds = left instanceof Code.OfText || left.isTime();
        return left.isNumber() && right.isNumber() || kinds && left.type().equals(right.type());
    }

    private Code arithmetic(Ast.Binary binary, Code left, Code right) {
        String sign = binary.sign();
        if (left.isTime() || right.isTime()) {
            return Arithmetic.ofTimes(sign, left, right)
                    .orElseGet(() -> problems.add(
                            binary.at(),
                            "'" + sign + "' cannot be of " + both(left, right)
                                    + "; a duration is added to or taken from a timestamp or a duration, and a timestamp taken"
                                    + " from a timestamp"));
        } else if (sign.equals("+") && left instanceof Code.OfText a && right instanceof Code.OfText b) {
            return new Code.OfText(new Concatenation.Join(a.code(), b.code()), false);
        } else if (!left.isNumber() || !right.isNumber()) {
            String texts = sign.equals("+") ? " or two strings" : "";
            return problems.add(binary.at(), "'" + sign + "' takes two numbers" + texts + ", not " + both(left, right));
        } else if (sign.equals("%") && !(left instanceof Code.OfInt && right instanceof Code.OfInt)) {
            return problems.add(binary.at(), "'%' takes two ints, not " + both(left, right));
        }
        return Arithmetic.of(sign, left, right);
    }

    private static boolean comparable(Code left, Code right) {
        if (left.isFault() || right.isFault()) {
            return true;
        } else if (left instanceof Code.OfNull || right instanceof Code.OfNull) {
            return left.nullable() && right.nullable();
        }
        return left.isNumber() && right.isNumber() || left.type().equals(right.type());
    }

    private static String neverEqual(Ast.Binary binary, Code left, Code right) {
        return "'" + binary.sign() + "' of " + both(left, right) + " is always the same" + hint(left, right);
    }

    /** What two values of types that do not go together were probably meant to be. */
    private static String hint(Code left, Code right) {
        boolean oneText = left instanceof Code.OfText || right instanceof Code.OfText;
        if (oneText && (left.isNumber() || right.isNumber())) {
            return "; is a quotation mark too many or missing?";
        } else if (oneText && (left.isTime() || right.isTime())) {
            return "; make the string one with " + (left.isTime() ? left : right).type() + "(...)";
        } else if (left instanceof Code.OfDuration && right.isNumber()) {
            return "; write duration(\"72h\") for three days";
        }
        return "";
    }

    private Code in(Ast.Binary binary, Code value) {
        if (binary.right() instanceof Ast.ListOf literal) {
            return inLiteral(value, literal);
        }
        Code list = compile(binary.right());
        if (value.isFault() || list.isFault()) {
            return new Code.OfFault();
        } else if (!(list instanceof Code.OfList field)) {
            return problems.add(binary.right().start(), "'in' takes a list, not " + list.shown());
        } else if (value.isTime()) {
            return problems.add(binary.at(), "the list of an event never holds " + value.shown());
        } else {
            return new Code.OfBool(Membership.in(value, field.code()), false);
        }
    }

    private Code inLiteral(Code value, Ast.ListOf literal) {
        if (literal.elements().isEmpty()) {
            return problems.add(literal.at(), "nothing is ever in an empty list");
        }
        List<Code> elements = new ArrayList<>();
        for (Ast element : literal.elements()) {
            Code code = compile(element);
            if (!comparable(value, code)) {
                code = problems.add(element.start(), value.shown() + " is never " + code.shown());
            }
            elements.add(code);
        }
        if (value.isFault() || elements.stream().anyMatch(Code::isFault)) {
            return new Code.OfFault();
        }
        return new Code.OfBool(
                constants(literal)
                        .map(constants -> Membership.inConstants(value, constants))
                        .orElseGet(() -> Membership.inElements(value, elements)),
                false);
    }

    private Code logic(Ast.Logic logic) {
        List<Code.BoolCode> operands = new ArrayList<>();
        for (Ast operand : logic.operands()) {
            truth(operand.start(), "'" + logic.sign() + "'", compile(operand)).ifPresent(operands::add);
        }
        if (operands.size() < logic.operands().size()) {
            return new Code.OfFault();
        }
        return new Code.OfBool(logic.sign().equals("&&") ? Logic.all(operands) : Logic.any(operands), false);
    }

    private Code choice(Ast.Choice choice) {
        Optional<Code.BoolCode> condition = truth(choice.condition().start(), "'?'", compile(choice.condition()));
        Code yes = compile(choice.yes());
        Code no = compile(choice.no());
        if (condition.isEmpty() || yes.isFault() || no.isFault()) {
            return new Code.OfFault();
        }
        boolean oneNull = yes instanceof Code.OfNull || no instanceof Code.OfNull;
        if (!oneNull && !comparable(yes, no)) {
            return problems.add(choice.at(), "both sides of ':' must be of one type, not " + both(yes, no));
        }
        return Logic.choice(condition.get(), yes, no);
    }

    /** The code of a truth; empty, and a fault, if it is none. */
    private Optional<Code.BoolCode> truth(int at, String taker, Code code) {
        if (code instanceof Code.OfBool bool) {
            return Optional.of(bool.code());
        } else if (!code.isFault()) {
            problems.add(at, taker + " takes true or false, not " + code.shown());
        }
        return Optional.empty();
    }

    private static String both(Code left, Code right) {
        return left.shown() + " and " + right.shown();
    }
}
