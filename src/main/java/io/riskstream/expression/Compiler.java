package io.riskstream.expression;

import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Resolves the names and types of an expression, and compiles it to code. */
final class Compiler {
    private final String text;
    private final ExpressionProblems problems;
    private final MacroScopes scopes = new MacroScopes();
    private final Macros macros;
    private final FieldNames names;
    private final FunctionCalls calls;

    Compiler(String text, EventType type, Definitions definitions) {
        this.text = text;
        this.problems = new ExpressionProblems(text);
        this.names = new FieldNames(type, definitions, scopes, problems);
        this.calls = new FunctionCalls(this::compile, names, definitions, scopes, problems);
        this.macros = new Macros(this::compile, scopes, problems);
    }

    /** Returns the paths of the fields that were found so far. */
    List<String> reads() {
        return names.reads();
    }

    /** Returns the named expressions and outcomes of rules that the text uses. */
    List<String> definitionsUsed() {
        return names.definitionsUsed();
    }

    /** True if the value depends on a time that is not in a field. */
    boolean readsTime() {
        return names.readsTime();
    }

    /**
     * Compiles a condition.
     *
     * @throws ExpressionException if the expression is invalid, or its type is not bool
     */
    Code.BoolCode condition() {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        if (!(code instanceof Code.OfBool) && !code.isInvalid()) {
            problems.add(ast.start(), "a condition must be true or false; this is " + code.shown());
        }
        problems.throwIfAny(code);
        Code.BoolCode condition = ((Code.OfBool) code).code();
        if (!scopes.used()) {
            return condition;
        }
        return (event, status) -> {
            status.beginSteps();
            return condition.test(event, status);
        };
    }

    /** Returns the functions over lists that can name the elements that decided the result. */
    List<Deciding> deciding() {
        return List.copyOf(scopes.outermost());
    }

    /**
     * Compiles a formula.
     *
     * @throws ExpressionException if the expression is invalid, or its type is not a number
     */
    Code.DoubleCode number() {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        if (!code.isNumber() && !code.isInvalid()) {
            problems.add(ast.start(), "this must be a number; it is " + code.shown());
        }
        problems.throwIfAny(code);
        Code.DoubleCode number = code.asDouble();
        if (!scopes.used()) {
            return number;
        }
        return (event, status) -> {
            status.beginSteps();
            return number.value(event, status);
        };
    }

    /**
     * Compiles an expression whose value becomes a field.
     *
     * @param type string, long, double or boolean
     * @throws ExpressionException if the expression is invalid, or its value has another type
     */
    Code value(FieldType type) {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        boolean fits = code.isInvalid()
                || switch (type) {
                    case STRING -> code instanceof Code.OfText;
                    case LONG -> code instanceof Code.OfInt;
                    case DOUBLE -> code.isNumber();
                    case BOOLEAN -> code instanceof Code.OfBool;
                    case LIST, ANY -> false;
                };
        if (!fits) {
            String declared = type.name().toLowerCase(Locale.ROOT);
            String hint = code.isTime() ? "; compute a number from it, such as " + code.type() + ".getHours()" : "";
            problems.add(ast.start(), "the field is declared as " + declared + "; this is " + code.shown() + hint);
        }
        problems.throwIfAny(code);
        return code;
    }

    /**
     * Compiles a named expression.
     *
     * @throws ExpressionException if the expression is invalid, or its value is a list, an object or null
     */
    Code definition() {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        boolean fits = code instanceof Code.OfBool
                || code.isNumber()
                || code instanceof Code.OfText
                || code.isTime()
                || code.isInvalid();
        if (!fits) {
            problems.add(
                    ast.start(),
                    "a named expression must be a bool, a number, a string, a timestamp or a duration; this is "
                            + code.shown());
        }
        problems.throwIfAny(code);
        return code;
    }

    /**
     * Compiles an expression that selects a row of a table.
     *
     * @throws ExpressionException if the expression is invalid, or its value is neither a number nor a string nor a bool
     */
    Code operand() {
        Ast ast = Parser.parse(text);
        Code code = compile(ast);
        boolean fits =
                code.isNumber() || code instanceof Code.OfText || code instanceof Code.OfBool || code.isInvalid();
        if (!fits) {
            String hint = code.isTime() ? "; compute a number from it, such as " + code.type() + ".getHours()" : "";
            problems.add(ast.start(), "a table takes a number, a string or a bool, not " + code.shown() + hint);
        }
        problems.throwIfAny(code);
        return code;
    }

    /** True if the expression reads the elements of lists, so that its steps must be counted. */
    boolean hasMacros() {
        return scopes.used();
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
        Ast.Call call = (Ast.Call) ast;
        return Macros.NAMES.contains(call.function()) ? macros.call(call) : calls.call(call);
    }

    private Code list(Ast.ListOf list) {
        Optional<List<Object>> elements = constants(list);
        if (elements.isPresent()) {
            List<Object> values = elements.get();
            return new Code.OfList((event, status) -> values, false, ElementType.of(values));
        }
        return problems.add(
                list.offset(),
                "a list may contain fields only after 'in'; elsewhere all its elements must be literals");
    }

    /** Returns the elements if all of them are literals or lists of literals. */
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
            return bool(unary.offset(), "'!'", operand)
                    .<Code>map(code -> new Code.OfBool(Logic.not(code), false))
                    .orElseGet(Code.Invalid::new);
        } else if (operand.isInvalid()) {
            return operand;
        } else if (operand instanceof Code.OfAny) {
            return undeclared(unary.offset(), "'-'");
        } else if (!operand.isNumber()) {
            return problems.add(unary.offset(), "'-' takes a number, not " + operand.shown());
        }
        return Arithmetic.negate(operand);
    }

    private Code binary(Ast.Binary binary) {
        if (binary.sign().equals("-") && names.isOneName(binary.left(), binary.right())) {
            return compile(binary.left()); // which records the problem
        }
        Code left = compile(binary.left());
        if (binary.sign().equals("in")) {
            return in(binary, left);
        }
        Code right = compile(binary.right());
        if (left.isInvalid() || right.isInvalid()) {
            return new Code.Invalid();
        }
        return switch (binary.sign()) {
            case "==", "!=" ->
                OperandTypes.comparable(left, right)
                        ? new Code.OfBool(Comparison.equality(binary.sign(), counted(left), counted(right)), false)
                        : problems.add(binary.offset(), OperandTypes.neverEqual(binary, left, right));
            case "<", "<=", ">", ">=" ->
                OperandTypes.ordered(left, right)
                        ? new Code.OfBool(Comparison.order(binary.sign(), left, right), false)
                        : problems.add(
                                binary.offset(),
                                "'" + binary.sign()
                                        + "' takes two numbers, strings, timestamps or durations, not "
                                        + OperandTypes.both(left, right) + OperandTypes.hint(left, right));
            default -> arithmetic(binary, left, right);
        };
    }

    private Code undeclared(int offset, String operator) {
        return problems.add(
                offset,
                operator + " takes a value of a declared type; declare the type of the list's `items` in the schema");
    }

    private Code arithmetic(Ast.Binary binary, Code someLeft, Code someRight) {
        String sign = binary.sign();
        Code left = asTextBeside(someRight, someLeft, sign);
        Code right = asTextBeside(someLeft, someRight, sign);
        if (left instanceof Code.OfAny || right instanceof Code.OfAny) {
            return undeclared(binary.offset(), "'" + sign + "'");
        }
        if (left.isTime() || right.isTime()) {
            return Arithmetic.ofTimes(sign, left, right)
                    .orElseGet(() -> problems.add(
                            binary.offset(),
                            "'" + sign + "' is not defined for " + OperandTypes.both(left, right)
                                    + "; add or subtract a duration, or subtract a timestamp from a timestamp"));
        } else if (sign.equals("+") && left instanceof Code.OfText a && right instanceof Code.OfText b) {
            return new Code.OfText(new Concatenation.Join(a.code(), b.code()), false);
        } else if (!left.isNumber() || !right.isNumber()) {
            String texts = sign.equals("+") ? " or two strings" : "";
            return problems.add(
                    binary.offset(),
                    "'" + sign + "' takes two numbers" + texts + ", not " + OperandTypes.both(left, right));
        } else if (sign.equals("%") && !(left instanceof Code.OfInt && right instanceof Code.OfInt)) {
            return problems.add(binary.offset(), "'%' takes two ints, not " + OperandTypes.both(left, right));
        }
        return Arithmetic.of(sign, left, right);
    }

    /** Returns an element of an undeclared type as the string that it must be if it is added to a string. */
    private static Code asTextBeside(Code other, Code code, String sign) {
        return sign.equals("+") && other instanceof Code.OfText && code instanceof Code.OfAny any
                ? Dynamic.asText(any)
                : code;
    }

    /** Returns the code of a list so that its size counts as steps, if a macro may read it for each element. */
    private Code counted(Code code) {
        if (scopes.depth() == 0 || !(code instanceof Code.OfList list) || list.code() instanceof Elements.Chain) {
            return code;
        }
        Code.ListCode original = list.code();
        Code.ListCode counted = (event, status) -> {
            List<Object> elements = original.value(event, status);
            status.addSteps(elements.size() / ExpressionLimits.SIZE_OF_STEP);
            return elements;
        };
        return new Code.OfList(counted, list.nullable(), list.elements());
    }

    private Code in(Ast.Binary binary, Code value) {
        if (binary.right() instanceof Ast.ListOf literal) {
            return inLiteral(value, literal);
        }
        Code right = compile(binary.right());
        Code list = right instanceof Code.OfAny any ? Dynamic.asList(any, ElementType.UNKNOWN) : counted(right);
        if (value.isInvalid() || list.isInvalid()) {
            return new Code.Invalid();
        } else if (!(list instanceof Code.OfList field)) {
            return problems.add(binary.right().start(), "'in' takes a list, not " + list.shown());
        } else if (value instanceof Code.OfItem || OperandTypes.areObjects(field) && !(value instanceof Code.OfNull)) {
            return problems.add(
                    binary.offset(), "'in' does not compare objects; write x.exists(y, ...) to compare their members");
        } else if (field.code() instanceof Elements.Chain chain) {
            return inChain(binary, value, chain.elements());
        } else if (value.isTime()) {
            return problems.add(binary.offset(), "a list of an event never contains " + value.shown());
        } else {
            return new Code.OfBool(Membership.in(value, field.code()), false);
        }
    }

    private Code inChain(Ast.Binary binary, Code value, Elements elements) {
        Code element = elements.current();
        return OperandTypes.comparable(value, element)
                ? new Code.OfBool(Membership.inElements(value, elements), false)
                : problems.add(binary.offset(), value.shown() + " is never " + element.shown());
    }

    private Code inLiteral(Code value, Ast.ListOf literal) {
        if (literal.elements().isEmpty()) {
            return problems.add(literal.offset(), "an empty list never contains a value");
        }
        List<Code> elements = new ArrayList<>();
        for (Ast element : literal.elements()) {
            Code code = compile(element);
            if (!OperandTypes.comparable(value, code)) {
                code = problems.add(element.start(), value.shown() + " is never " + code.shown());
            }
            elements.add(code);
        }
        if (value.isInvalid() || elements.stream().anyMatch(Code::isInvalid)) {
            return new Code.Invalid();
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
            bool(operand.start(), "'" + logic.sign() + "'", compile(operand)).ifPresent(operands::add);
        }
        if (operands.size() < logic.operands().size()) {
            return new Code.Invalid();
        }
        return new Code.OfBool(logic.sign().equals("&&") ? Logic.all(operands) : Logic.any(operands), false);
    }

    private Code choice(Ast.Choice choice) {
        Optional<Code.BoolCode> condition = bool(choice.condition().start(), "'?'", compile(choice.condition()));
        Code yes = compile(choice.yes());
        Code no = compile(choice.no());
        if (condition.isEmpty() || yes.isInvalid() || no.isInvalid()) {
            return new Code.Invalid();
        }
        boolean oneNull = yes instanceof Code.OfNull || no instanceof Code.OfNull;
        boolean oneElement = OperandTypes.isElement(yes) || OperandTypes.isElement(no);
        boolean lists = yes instanceof Code.OfList && no instanceof Code.OfList;
        if (oneElement || !oneNull && !lists && !OperandTypes.comparable(yes, no)) {
            return problems.add(
                    choice.offset(), "both sides of ':' must have the same type, not " + OperandTypes.both(yes, no));
        }
        return Logic.choice(condition.get(), yes, no);
    }

    /** Returns the code of a bool; empty, after recording a problem, if the code has another type. */
    private Optional<Code.BoolCode> bool(int offset, String operator, Code code) {
        if (code instanceof Code.OfBool bool) {
            return Optional.of(bool.code());
        } else if (code instanceof Code.OfAny any) {
            return Optional.of(Dynamic.asBool(any).code());
        } else if (!code.isInvalid()) {
            problems.add(offset, operator + " takes true or false, not " + code.shown());
        }
        return Optional.empty();
    }
}
