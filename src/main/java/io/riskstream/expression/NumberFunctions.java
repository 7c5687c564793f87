package io.riskstream.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * Checks the calls of functions of numbers, and compiles them: {@code log}, {@code exp}, {@code pow}, {@code round}, {@code abs}, {@code between}, and {@code min} and {@code max} of two or more
 * numbers. A result of {@code log}, {@code exp} and {@code pow} that is not a finite number is an error.
 */
final class NumberFunctions {
    static final List<String> NAMES = List.of("log", "exp", "pow", "round", "abs", "between");

    private final Function<Ast, Code> compiler;
    private final ExpressionProblems problems;
    /** The calls of {@code between} around the present one. */
    private int openBetween;

    NumberFunctions(Function<Ast, Code> compiler, ExpressionProblems problems) {
        this.compiler = compiler;
        this.problems = problems;
    }

    Code call(Ast.Call call) {
        Optional<String> problem = syntaxProblem(call);
        if (problem.isPresent()) {
            return problems.add(call.offset(), problem.get());
        } else if (call.function().equals("between")) {
            return compileBetween(call);
        }
        List<Code> arguments = new ArrayList<>();
        for (Ast argument : call.arguments()) {
            Code code = compiler.apply(argument);
            if (!code.isNumber() && !code.isInvalid()) {
                code = problems.add(
                        argument.start(), "'" + call.function() + "' takes numbers, not " + code.shown() + hint(code));
            }
            arguments.add(code);
        }
        if (arguments.stream().anyMatch(Code::isInvalid)) {
            return new Code.Invalid();
        }
        Code first = arguments.get(0);
        return switch (call.function()) {
            case "log" -> finite(first, Math::log);
            case "exp" -> finite(first, Math::exp);
            case "pow" -> finite(first, arguments.get(1), Math::pow);
            case "round" -> first instanceof Code.OfInt ? first : rounded(first);
            case "abs" -> absolute(first);
            default -> extreme(call.function().equals("min"), arguments);
        };
    }

    private Code compileBetween(Ast.Call call) {
        if (openBetween == ExpressionLimits.BETWEEN_NESTING) {
            return problems.add(
                    call.offset(),
                    "more than " + ExpressionLimits.BETWEEN_NESTING
                            + " calls of 'between' within each other; name a part of the expression under 'let'");
        }
        openBetween++;
        try {
            return compiler.apply(between(call));
        } finally {
            openBetween--;
        }
    }

    private static String hint(Code code) {
        return code instanceof Code.OfAny ? "; declare the type of the list's `items` in the schema" : "";
    }

    private static Optional<String> syntaxProblem(Ast.Call call) {
        String name = call.function();
        int takes =
                switch (name) {
                    case "pow" -> 2;
                    case "between" -> 3;
                    case "min", "max" -> call.arguments().size();
                    default -> 1;
                };
        String example =
                switch (name) {
                    case "pow" -> "pow(x, 2)";
                    case "between" -> "between(x, 1, 10), which is x >= 1 && x <= 10";
                    case "min", "max" -> name + "(x, y)";
                    default -> name + "(x)";
                };
        return call.method() || call.arguments().size() != takes
                ? Optional.of("'" + name + "' is called as " + example)
                : Optional.empty();
    }

    /** Returns {@code x >= low && x <= high}: both ends are included. */
    static Ast between(Ast.Call call) {
        Ast value = call.arguments().get(0);
        return new Ast.Logic(
                call.offset(),
                "&&",
                List.of(
                        new Ast.Binary(
                                call.offset(), ">=", value, call.arguments().get(1)),
                        new Ast.Binary(
                                call.offset(), "<=", value, call.arguments().get(2))));
    }

    private static Code finite(Code argument, DoubleUnaryOperator function) {
        Code.DoubleCode x = argument.asDouble();
        return new Code.OfDouble(
                (event, status) -> {
                    double value = x.value(event, status);
                    return status.raised() ? 0 : finite(function.applyAsDouble(value), status);
                },
                false);
    }

    private static Code finite(Code left, Code right, DoubleBinaryOperator function) {
        Code.DoubleCode x = left.asDouble();
        Code.DoubleCode y = right.asDouble();
        return new Code.OfDouble(
                (event, status) -> {
                    double a = x.value(event, status);
                    double b = status.raised() ? 0 : y.value(event, status);
                    return status.raised() ? 0 : finite(function.applyAsDouble(a, b), status);
                },
                false);
    }

    private static double finite(double value, EvaluationStatus status) {
        if (!Double.isFinite(value)) {
            status.raiseError();
            return 0;
        }
        return value;
    }

    /** Rounds to the nearest whole number, and halves away from zero, as CEL's {@code math.round} does. */
    private static Code rounded(Code argument) {
        Code.DoubleCode x = argument.asDouble();
        return new Code.OfDouble(
                (event, status) -> {
                    double value = x.value(event, status);
                    return status.raised() ? 0 : rounded(value);
                },
                false);
    }

    static double rounded(double value) {
        double below = Math.floor(Math.abs(value));
        return Math.copySign(Math.abs(value) - below >= 0.5 ? below + 1 : below, value);
    }

    private static Code absolute(Code argument) {
        if (argument instanceof Code.OfInt whole) {
            Code.IntCode x = whole.code();
            return new Code.OfInt(
                    (event, status) -> {
                        long value = x.value(event, status);
                        if (!status.raised() && value == Long.MIN_VALUE) {
                            status.raiseError();
                        }
                        return Math.abs(value);
                    },
                    false);
        }
        Code.DoubleCode x = argument.asDouble();
        return new Code.OfDouble(
                (event, status) -> {
                    double value = x.value(event, status);
                    return status.raised() ? 0 : Math.abs(value);
                },
                false);
    }

    /** Returns the least or greatest number. It is an int if all of them are ints, otherwise a double. */
    private static Code extreme(boolean least, List<Code> arguments) {
        if (arguments.stream().allMatch(Code.OfInt.class::isInstance)) {
            Code.IntCode[] all = arguments.stream()
                    .map(argument -> ((Code.OfInt) argument).code())
                    .toArray(Code.IntCode[]::new);
            return new Code.OfInt(
                    (event, status) -> {
                        long extreme = all[0].value(event, status);
                        for (int i = 1; i < all.length && !status.raised(); i++) {
                            long next = all[i].value(event, status);
                            extreme = least ? Math.min(extreme, next) : Math.max(extreme, next);
                        }
                        return status.raised() ? 0 : extreme;
                    },
                    false);
        }
        Code.DoubleCode[] all = arguments.stream().map(Code::asDouble).toArray(Code.DoubleCode[]::new);
        return new Code.OfDouble(
                (event, status) -> {
                    double extreme = all[0].value(event, status);
                    for (int i = 1; i < all.length && !status.raised(); i++) {
                        double next = all[i].value(event, status);
                        extreme = least ? Math.min(extreme, next) : Math.max(extreme, next);
                    }
                    return status.raised() ? 0 : extreme;
                },
                false);
    }
}
