package io.riskstream.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks the macros of CEL over lists, and compiles them: {@code x.exists(y, c)}, {@code all}, {@code exists_one}, {@code filter} and {@code map}. */
final class Macros {
    static final List<String> NAMES = List.of("exists", "all", "exists_one", "filter", "map");

    private final Function<Ast, Code> compiler;
    private final MacroScopes scopes;
    private final ExpressionProblems problems;

    /**
     * Creates a checker for the macros of one expression.
     *
     * @param compiler compiles the arguments
     */
    Macros(Function<Ast, Code> compiler, MacroScopes scopes, ExpressionProblems problems) {
        this.compiler = compiler;
        this.scopes = scopes;
        this.problems = problems;
    }

    Code call(Ast.Call call) {
        Optional<String> syntaxProblem = syntaxProblem(call);
        if (syntaxProblem.isPresent()) {
            return problems.add(call.offset(), syntaxProblem.get());
        }
        List<Ast> arguments = call.arguments();
        if (!(arguments.get(1) instanceof Ast.Path variable) || !variable.path().equals(variable.root())) {
            return problems.add(
                    arguments.get(1).start(),
                    "the first argument of '" + call.function() + "' is a name for the element, such as x");
        } else if (scopes.depth() == ExpressionLimits.MACRO_NESTING) {
            return problems.add(
                    call.offset(),
                    "more than " + ExpressionLimits.MACRO_NESTING + " macros in each other are not supported");
        }
        Code list = list(compiler.apply(arguments.get(0)));
        if (!(list instanceof Code.OfList known)) {
            return withoutList(call, list, variable);
        }
        Elements elements = Elements.of(known);
        scopes.open(variable.root(), elements.current());
        Code condition = compiler.apply(arguments.get(2));
        Optional<Code> value = arguments.size() > 3 ? Optional.of(compiler.apply(arguments.get(3))) : Optional.empty();
        List<Deciding> inner = new ArrayList<>(elements.inner());
        inner.addAll(scopes.close());
        if (condition.isInvalid() || value.filter(Code::isInvalid).isPresent()) {
            return new Code.Invalid();
        } else if (call.function().equals("map") && value.isEmpty()) {
            return chain(new Elements.Mapped(elements, condition, inner));
        }
        Optional<Code.BoolCode> bool = bool(call, condition);
        return bool.isEmpty() ? new Code.Invalid() : macro(call.function(), elements, bool.get(), value, inner);
    }

    private Code macro(
            String function, Elements elements, Code.BoolCode condition, Optional<Code> value, List<Deciding> inner) {
        Elements.Filtered filtered = new Elements.Filtered(elements, condition, inner);
        return switch (function) {
            case "exists" -> deciding(Quantifier.exists(elements, condition, inner));
            case "all" -> deciding(Quantifier.all(elements, condition, inner));
            case "exists_one" -> deciding(new Counting(filtered, inner));
            case "filter" -> chain(filtered);
            default -> chain(new Elements.Mapped(filtered, value.orElseThrow(), inner));
        };
    }

    private <T extends Code.BoolCode & Deciding> Code deciding(T code) {
        scopes.add(code);
        return new Code.OfBool(code, false);
    }

    private static Code chain(Elements elements) {
        return new Code.OfList(new Elements.Chain(elements), false, ElementType.of(elements.current()));
    }

    /** Compiles the arguments of a macro whose list has a problem, to find the other problems. */
    private Code withoutList(Ast.Call call, Code list, Ast.Path variable) {
        scopes.open(variable.root(), new Code.Invalid());
        for (Ast argument : call.arguments().subList(2, call.arguments().size())) {
            Code unused = compiler.apply(argument);
        }
        scopes.close();
        return list.isInvalid()
                ? list
                : problems.add(call.offset(), "'" + call.function() + "' is called on a list, not on " + list.shown());
    }

    private static Code list(Code code) {
        return code instanceof Code.OfAny any ? Dynamic.asList(any, ElementType.UNKNOWN) : code;
    }

    private Optional<Code.BoolCode> bool(Ast.Call call, Code condition) {
        if (condition instanceof Code.OfBool bool) {
            return Optional.of(bool.code());
        } else if (condition instanceof Code.OfAny any) {
            return Optional.of(Dynamic.asBool(any).code());
        }
        problems.add(
                call.arguments().get(2).start(),
                "the condition of '" + call.function() + "' must be true or false, not " + condition.shown());
        return Optional.empty();
    }

    /** Returns the problem of how a call is written; empty if there is none. */
    private static Optional<String> syntaxProblem(Ast.Call call) {
        String function = call.function();
        boolean map = function.equals("map");
        String example = "x." + function + (map ? "(y, value)" : "(y, condition)");
        int arguments = call.arguments().size() - 1;
        if (!call.method()) {
            return Optional.of("'" + function + "' is called on a list: " + example);
        } else if (arguments != 2 && !(map && arguments == 3)) {
            return Optional.of("'" + function + "' takes a name for the element and a " + (map ? "value" : "condition")
                    + ": " + example + (map ? " or x.map(y, condition, value)" : ""));
        }
        return Optional.empty();
    }
}
