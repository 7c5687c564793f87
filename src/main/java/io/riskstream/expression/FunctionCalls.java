package io.riskstream.expression;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Checks the calls of functions, and compiles them. */
final class FunctionCalls {
    /** Functions that are written {@code f(x)}. */
    private static final List<String> FREE = List.of("has", "size", "timestamp", "duration", "sum", "min", "max");

    /** Functions that may also be written {@code x.f()}. */
    private static final List<String> OF_LISTS = List.of("size", "sum", "min", "max");

    /** Methods of strings, which are written {@code x.f(y)}. */
    private static final List<String> OF_TEXTS = List.of("startsWith", "endsWith", "contains", "matches");

    /** The times that an event has besides its fields, and the outcomes of other rules. */
    private static final List<String> OF_CONTEXT = List.of("eventTime", "processingTime", "fired");

    private static final List<String> ALL = all();

    /** Hints for functions that an author may expect and that do not exist. */
    private static final Map<String, String> ABSENT = Map.ofEntries(
            Map.entry(
                    "now",
                    "write eventTime() for the time of the event, or processingTime() for the time at which it is processed"),
            Map.entry("today", "write eventTime() for the time of the event"),
            Map.entry("ln", "write log(x) for the natural logarithm"),
            Map.entry("log10", "write log(x) / log(10)"),
            Map.entry("sqrt", "write pow(x, 0.5)"),
            Map.entry("len", "write size(x) for the length of a string or a list"),
            Map.entry("length", "write size(x) for the length of a string or a list"),
            Map.entry("int", "a rule needs no conversion: ints and doubles may be mixed"),
            Map.entry("double", "a rule needs no conversion: ints and doubles may be mixed"),
            Map.entry("lower", "a pattern such as matches(\"(?i)^tx\") ignores case"),
            Map.entry("upper", "a pattern such as matches(\"(?i)^tx\") ignores case"),
            Map.entry("lowerAscii", "a pattern such as matches(\"(?i)^tx\") ignores case"),
            Map.entry("average", "write sum(x) / size(x)"),
            Map.entry("count", "write size(x.filter(y, condition))"),
            Map.entry("any", "write x.exists(y, condition)"),
            Map.entry("exist", "write x.exists(y, condition)"),
            Map.entry("existsOne", "write x.exists_one(y, condition)"));

    private final Function<Ast, Code> compiler;
    private final FieldNames names;
    private final Definitions definitions;
    private final NumberFunctions numbers;
    private final MacroScopes scopes;
    private final ExpressionProblems problems;

    /**
     * Creates a checker for the calls of one expression.
     *
     * @param compiler compiles the arguments
     */
    FunctionCalls(
            Function<Ast, Code> compiler,
            FieldNames names,
            Definitions definitions,
            MacroScopes scopes,
            ExpressionProblems problems) {
        this.compiler = compiler;
        this.names = names;
        this.definitions = definitions;
        this.numbers = new NumberFunctions(compiler, problems);
        this.scopes = scopes;
        this.problems = problems;
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(FREE);
        all.addAll(OF_TEXTS);
        all.addAll(Macros.NAMES);
        all.addAll(NumberFunctions.NAMES);
        all.addAll(OF_CONTEXT);
        Arrays.stream(TimestampPart.values()).map(TimestampPart::function).forEach(all::add);
        return List.copyOf(all);
    }

    Code call(Ast.Call call) {
        String function = call.function();
        if (!ALL.contains(function)) {
            String hint = ABSENT.containsKey(function) ? "; " + ABSENT.get(function) : FieldNames.hint(function, ALL);
            return problems.add(call.offset(), "no function '" + function + "'" + hint);
        }
        boolean isExtreme = function.equals("min") || function.equals("max");
        if (NumberFunctions.NAMES.contains(function)
                || isExtreme && !call.method() && call.arguments().size() > 1) {
            return numbers.call(call);
        } else if (OF_CONTEXT.contains(function)) {
            return ofContext(call);
        }
        Optional<String> syntaxProblem = syntaxProblem(call);
        if (syntaxProblem.isPresent()) {
            return problems.add(call.offset(), syntaxProblem.get());
        }
        if (function.equals("has")) {
            return has(call.arguments().get(0));
        }
        Code target = compiler.apply(call.arguments().get(0));
        if (OF_TEXTS.contains(function)) {
            return ofTexts(call, target);
        }
        return switch (function) {
            case "size" -> size(call, target);
            case "sum", "min", "max" -> aggregate(call, target);
            case "timestamp" -> timestamp(call, asText(target));
            case "duration" -> duration(call, asText(target));
            default -> part(call, target);
        };
    }

    /** Returns the problem of how a call is written; empty if there is none. */
    private static Optional<String> syntaxProblem(Ast.Call call) {
        String function = call.function();
        boolean free = FREE.contains(function);
        if (free && call.method() && !OF_LISTS.contains(function)) {
            String what = function.equals("has") ? "field" : "value";
            return Optional.of("'" + function + "' takes its " + what + ": " + function + "(x)");
        } else if (!free && !call.method()) {
            String what = OF_TEXTS.contains(function) ? "string" : "timestamp";
            String rest = OF_TEXTS.contains(function) ? "(...)" : "()";
            return Optional.of("'" + function + "' is called on a " + what + ": x." + function + rest);
        }
        int arguments = call.arguments().size() - (call.method() ? 1 : 0);
        if (free || OF_TEXTS.contains(function)) {
            int takes = call.method() && free ? 0 : 1;
            return arguments == takes
                    ? Optional.empty()
                    : Optional.of("'" + function + "' takes " + (takes == 0 ? "no argument" : "one argument")
                            + " in its '( )'");
        }
        return arguments <= 1
                ? Optional.empty()
                : Optional.of("'" + function + "' takes no argument, or a time zone, in its '( )'");
    }

    private Code ofContext(Ast.Call call) {
        boolean fired = call.function().equals("fired");
        if (call.method() || call.arguments().size() != (fired ? 1 : 0)) {
            return problems.add(
                    call.offset(),
                    "'" + call.function() + "' is called as " + call.function() + (fired ? "(\"rule-id\")" : "()"));
        } else if (fired) {
            return fired(call.arguments().get(0));
        }
        names.readTime();
        return call.function().equals("eventTime")
                ? new Code.OfTimestamp(Timestamps.ofEvent(), false)
                : definitions.processingTime();
    }

    private Code fired(Ast argument) {
        if (!(argument instanceof Ast.Literal literal) || !(literal.value() instanceof String id)) {
            return problems.add(argument.start(), "'fired' takes the id of a rule as a string literal");
        }
        Optional<String> cycle = definitions.outcomeCycle(id);
        if (cycle.isPresent()) {
            return problems.add(argument.offset(), "rule '" + id + "' needs its own outcome: " + cycle.get());
        }
        return definitions
                .outcome(id)
                .map(outcome -> names.use("fired(\"" + id + "\")", outcome))
                .orElseGet(() -> problems.add(argument.offset(), "no rule '" + id + "'; " + definitions.ruleHint(id)));
    }

    private Code has(Ast argument) {
        return argument instanceof Ast.Path path
                ? names.has(path)
                : problems.add(argument.start(), "'has' takes a field");
    }

    private Code size(Ast.Call call, Code target) {
        if (target instanceof Code.OfText text) {
            return new Code.OfInt(TextFunctions.sizeOfText(text.code()), false);
        } else if (target instanceof Code.OfList list && list.code() instanceof Elements.Chain chain) {
            Counting count = new Counting(chain.elements(), chain.elements().inner());
            scopes.add(count);
            return new Code.OfInt(count, false);
        } else if (target instanceof Code.OfList list) {
            return new Code.OfInt(TextFunctions.sizeOfList(list.code()), false);
        } else if (target instanceof Code.OfAny any) {
            return Dynamic.size(any);
        } else if (target.isInvalid()) {
            return target;
        }
        return problems.add(call.offset(), "'size' takes a string or a list, not " + target.shown());
    }

    /** Returns the code of {@code sum}, {@code min} or {@code max}. */
    private Code aggregate(Ast.Call call, Code target) {
        Code list = target instanceof Code.OfAny any ? Dynamic.asList(any, ElementType.UNKNOWN) : target;
        if (list.isInvalid()) {
            return list;
        }
        if (!(list instanceof Code.OfList known)) {
            return problems.add(call.offset(), "'" + call.function() + "' takes a list, not " + list.shown());
        }
        boolean sum = call.function().equals("sum");
        Elements elements = Elements.of(known);
        Code element = elements.current();
        boolean number = element.isNumber() || element instanceof Code.OfAny || element instanceof Code.OfDuration;
        if (!number && (sum || !(element instanceof Code.OfText) && !element.isTime())) {
            String takes = sum ? "numbers or durations" : "numbers, strings, timestamps or durations";
            String hint = element instanceof Code.OfItem
                    ? "; name the member: " + call.function() + "(x.map(y, y.member))"
                    : "";
            return problems.add(
                    call.offset(),
                    "'" + call.function() + "' takes a list of " + takes + "; each element is " + element.shown()
                            + hint);
        } else if (sum) {
            Aggregate.Sum code = new Aggregate.Sum(elements, elements.inner());
            scopes.add(code);
            return code.code();
        }
        Aggregate.Extreme code =
                new Aggregate.Extreme(call.function().equals("min") ? "<" : ">", elements, elements.inner());
        scopes.add(code);
        return code.code();
    }

    private Code ofTexts(Ast.Call call, Code subjectOrAny) {
        Ast argument = call.arguments().get(1);
        boolean matches = call.function().equals("matches");
        Optional<Pattern> pattern = matches ? pattern(argument) : Optional.empty();
        Code target = asText(subjectOrAny);
        Code part = matches ? Literals.of("") : asText(compiler.apply(argument));
        boolean textTarget = isText(call, call.arguments().get(0), target);
        boolean textArgument = isText(call, argument, part);
        if (!textTarget || !textArgument || matches && pattern.isEmpty()) {
            return new Code.Invalid();
        }
        Code.TextCode subject = ((Code.OfText) target).code();
        Code.TextCode other = ((Code.OfText) part).code();
        return new Code.OfBool(
                switch (call.function()) {
                    case "startsWith" -> TextFunctions.startsWith(subject, other);
                    case "endsWith" -> TextFunctions.endsWith(subject, other);
                    case "contains" -> TextFunctions.contains(subject, other);
                    default -> TextFunctions.matches(subject, pattern.orElseThrow());
                },
                false);
    }

    /** Returns an element of an undeclared type as the string that it must be. */
    private static Code asText(Code code) {
        return code instanceof Code.OfAny any ? Dynamic.asText(any) : code;
    }

    /** True if the code is a string. Records a problem if it is not, unless the code has a problem already. */
    private boolean isText(Ast.Call call, Ast ast, Code code) {
        if (!(code instanceof Code.OfText) && !code.isInvalid()) {
            problems.add(ast.start(), "'" + call.function() + "' takes strings, not " + code.shown());
        }
        return code instanceof Code.OfText;
    }

    private Optional<Pattern> pattern(Ast argument) {
        if (!(argument instanceof Ast.Literal literal) || !(literal.value() instanceof String regex)) {
            problems.add(argument.start(), "'matches' takes a pattern as a string literal");
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            problems.add(
                    argument.offset(), "not a pattern of RE2: " + e.getDescription() + " '" + e.getPattern() + "'");
            return Optional.empty();
        }
    }

    private Code timestamp(Ast.Call call, Code target) {
        if (target.isInvalid() || target instanceof Code.OfTimestamp) {
            return target;
        } else if (!(target instanceof Code.OfText text)) {
            return problems.add(
                    call.offset(),
                    "'timestamp' takes a string such as \"2005-08-28T06:10:00Z\", not " + target.shown());
        } else if (text.code() instanceof Literals.OfText constant) {
            EvaluationStatus status = new EvaluationStatus();
            long seconds = Timestamps.parse(constant.value(), status);
            return status.raised()
                    ? problems.add(call.arguments().get(0).offset(), notATimestamp(constant.value()))
                    : new Code.OfTimestamp(new Literals.OfTime(seconds, status.nanos()), false);
        } else {
            return new Code.OfTimestamp(Timestamps.read(text.code()), false);
        }
    }

    private static String notATimestamp(String text) {
        String hint = text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") ? "; write \"" + text + "T00:00:00Z\" for a day" : "";
        return "not a date and time such as \"2005-08-28T06:10:00Z\" or \"2005-08-28T06:10:00.5-05:00\"" + hint;
    }

    private Code duration(Ast.Call call, Code target) {
        if (target.isInvalid() || target instanceof Code.OfDuration) {
            return target;
        } else if (!(target instanceof Code.OfText text)) {
            return problems.add(call.offset(), "'duration' takes a string such as \"72h\", not " + target.shown());
        } else if (text.code() instanceof Literals.OfText constant) {
            EvaluationStatus status = new EvaluationStatus();
            long seconds = Durations.parse(constant.value(), status);
            String hint = constant.value().matches("[0-9]+ ?d.*") ? "; a day is \"24h\"" : "";
            return status.raised()
                    ? problems.add(
                            call.arguments().get(0).offset(),
                            "not a duration such as \"72h\", \"1h30m\" or \"250ms\"" + hint)
                    : new Code.OfDuration(new Literals.OfTime(seconds, status.nanos()), false);
        } else {
            return new Code.OfDuration(Durations.read(text.code()), false);
        }
    }

    private Code part(Ast.Call call, Code target) {
        TimestampPart part = Arrays.stream(TimestampPart.values())
                .filter(one -> one.function().equals(call.function()))
                .findFirst()
                .orElseThrow();
        boolean zoned = call.arguments().size() > 1;
        Optional<ZoneTable> zone = zoned ? zone(call.arguments().get(1)) : Optional.of(ZoneTable.UTC);
        if (target.isInvalid() || zone.isEmpty()) {
            return new Code.Invalid();
        } else if (target instanceof Code.OfTimestamp moment) {
            return new Code.OfInt(Timestamps.part(moment.code(), part, zone.get()), false);
        } else if (target instanceof Code.OfDuration duration && !zoned && Durations.has(part)) {
            return new Code.OfInt(Durations.part(duration.code(), part), false);
        }
        String hint = target instanceof Code.OfText ? "; convert the string with timestamp(...)" : "";
        return problems.add(
                call.offset(),
                "'" + call.function() + (zoned ? "' with a time zone" : "'") + " takes a timestamp"
                        + (!zoned && Durations.has(part) ? " or a duration" : "") + ", not " + target.shown() + hint);
    }

    private Optional<ZoneTable> zone(Ast argument) {
        if (!(argument instanceof Ast.Literal literal) || !(literal.value() instanceof String name)) {
            problems.add(argument.start(), "a time zone must be a string literal, such as \"America/New_York\"");
            return Optional.empty();
        }
        Optional<ZoneTable> zone = ZoneTable.of(name);
        if (zone.isEmpty()) {
            problems.add(
                    argument.offset(),
                    "no time zone '" + name
                            + "'; it is an offset such as \"-05:00\", or a name such as \"America/New_York\""
                            + FieldNames.hint(name, List.copyOf(ZoneId.getAvailableZoneIds())));
        }
        return zone;
    }
}
