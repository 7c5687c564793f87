package io.riskstream.expression;

import io.riskstream.event.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random conditions, numbers and events. Each part is written twice: in the rule language, and for dev.cel, where fields are members of {@code e}, literals
 * are {@code dyn} so that the checker allows mixed types, and an int is converted to a double before arithmetic with a double. The variables of macros often
 * have the names of fields; such a field is then written in backticks in the rule language.
 *
 * <p>Some expressions are not generated, because dev.cel departs from the CEL specification: NaN (it equals itself in dev.cel), ints beyond 2^53 compared with
 * doubles near them (dev.cel rounds the int), negative zeros (less than an int 0), a bool that is null (on the left of {@code ||} it counts as an undecided
 * error), the parts of negative durations with a fraction (dev.cel fails), and date-times beyond RFC 3339 such as 30 February (dev.cel reads 1 March).
 */
final class RandomCondition {
    record Written(String rule, String cel) {
        static Written same(String text) {
            return new Written(text, text);
        }
    }

    private static final List<String> TEXTS = List.of("", "a", "b", "ab", "TX", "77001", "\u00eb\ud83d\ude00", "TX-7");
    private static final List<Long> INTS = List.of(0L, 1L, 2L, 7L, -3L, 1000L, 41L, Long.MAX_VALUE, Long.MIN_VALUE + 1);
    private static final List<Double> DOUBLES = List.of(0.5, 1.0, 2.0, 7.0, -3.25, 1500.5, 1e6);
    private static final List<String> PATTERNS =
            List.of("^T", "[0-9]{3}", "a|b", "^$", "X$", "(?i)tx", ".", "^\\\\p{L}+$");
    private static final List<String> TIMES = List.of(
            "2005-08-28T23:30:00Z",
            "2005-08-30T02:15:00.250-05:00",
            "1969-12-31T23:59:59.999999999Z",
            "2024-02-29T12:00:00+05:30",
            "2004-12-31T23:59:60Z",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "2000-03-01T00:00:00.123Z",
            "1900-02-28T06:00:00Z");
    private static final List<String> DAYS =
            List.of("2005-08-28", "2024-02-29", "1970-01-01", "2015-06-30", "not a day");
    private static final List<String> DURATIONS =
            List.of("0s", "1h30m", "-90m", "72h", "1.5s", "250ms", "8760h", "-1s", "1m0.000000001s", "315000000000s");
    private static final List<String> ZONES = List.of("UTC", "America/New_York", "+05:30", "-08:00", "Europe/Berlin");
    private static final List<String> DATE_PARTS =
            List.of("FullYear", "Month", "Date", "DayOfMonth", "DayOfWeek", "DayOfYear");
    private static final List<String> TIME_PARTS = List.of("Hours", "Minutes", "Seconds", "Milliseconds");

    private static final List<String> VARIABLES = List.of("x", "y", "count", "amount", "state", "flag");

    /** What the elements of a list are. */
    private enum Kind {
        LINE,
        PART,
        TEXT,
        WHOLE,
        FRACTION,
        BOOL,
        ANY
    }

    private record ListOf(Written list, Kind kind) {}

    private record Variable(String name, Kind kind) {}

    private final Random random;
    /** The variables of the macros around the place that is being written, the innermost last. */
    private final List<Variable> variables = new ArrayList<>();

    RandomCondition(long seed) {
        this.random = new Random(seed);
    }

    /** Returns an event. Most fields are present and have their declared type, so that errors are rare. */
    Map<String, Object> event() {
        Map<String, Object> fields = new HashMap<>();
        setOften(fields, "amount", pick(DOUBLES));
        setOften(fields, "rate", pick(DOUBLES));
        setOften(fields, "count", pick(INTS));
        setOften(fields, "limit", pick(INTS));
        setOften(fields, "state", pick(TEXTS));
        setOften(fields, "name", pick(TEXTS));
        setOften(fields, "location.zip", pick(TEXTS));
        setOften(fields, "filed", random.nextInt(20) == 0 ? pick(TEXTS) : pick(TIMES));
        setOften(fields, "lost", pick(TIMES));
        setOften(fields, "day", pick(DAYS));
        setOften(fields, "wait", random.nextInt(20) == 0 ? pick(TEXTS) : pick(DURATIONS));
        for (String path : List.of("flag", "other")) {
            if (random.nextInt(12) > 0) {
                fields.put(path, random.nextBoolean());
            }
        }
        setOften(fields, "tags", List.of(pick(TEXTS), pick(INTS), pick(DOUBLES), random.nextBoolean()));
        setOften(fields, "more", random.nextBoolean() ? List.of() : List.of(pick(TEXTS)));
        setOften(fields, "codes", some(() -> pick(TEXTS)));
        setOften(fields, "sizes", some(() -> pick(INTS)));
        setOften(fields, "shares", some(() -> pick(DOUBLES)));
        setOften(fields, "switches", List.of(random.nextBoolean(), random.nextBoolean()));
        setOften(fields, "lines", some(this::line));
        return fields;
    }

    private Map<String, Object> line() {
        Map<String, Object> line = new HashMap<>();
        setOften(line, "amount", pick(DOUBLES));
        setOften(line, "quantity", pick(INTS));
        setOften(line, "kind", pick(TEXTS));
        if (random.nextInt(12) > 0) {
            line.put("open", random.nextBoolean());
        }
        setOften(line, "date", pick(TIMES));
        setOften(line, "labels", some(() -> pick(TEXTS)));
        setOften(line, "parts", some(this::part));
        Map<String, Object> loss = new HashMap<>();
        setOften(loss, "zip", pick(TEXTS));
        line.put("loss", loss);
        return line;
    }

    private Map<String, Object> part() {
        Map<String, Object> part = new HashMap<>();
        setOften(part, "cost", pick(DOUBLES));
        setOften(part, "code", pick(TEXTS));
        setOften(part, "number", pick(INTS));
        return part;
    }

    /** Returns up to three elements, of which one is rarely null. */
    private List<Object> some(Supplier<Object> element) {
        List<Object> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(random.nextInt(30) == 0 ? NullValue.NULL : element.get());
        }
        return elements;
    }

    private void setOften(Map<String, Object> fields, String path, Object value) {
        int chance = random.nextInt(20);
        if (chance > 1) {
            fields.put(path, value);
        } else if (chance == 1) {
            fields.put(path, NullValue.NULL);
        }
    }

    Written condition() {
        return bool(1 + random.nextInt(3));
    }

    /** Returns a condition over the elements of a list. */
    Written macro() {
        return macro(1 + random.nextInt(3));
    }

    /** Returns a number that is an int or a double in CEL. */
    Written number() {
        return random.nextBoolean() ? whole(3) : fraction(3);
    }

    private Written bool(int depth) {
        if (depth == 0) {
            return random.nextInt(4) == 0
                    ? literal(random.nextBoolean())
                    : variable(Map.of(Kind.LINE, List.of(".open"), Kind.BOOL, List.of("")))
                            .orElseGet(() -> field("flag", "other"));
        }
        if (!variables.isEmpty() && random.nextInt(3) == 0) {
            Optional<Written> element = element();
            if (element.isPresent()) {
                return element.get();
            }
        }
        if (variables.size() < ExpressionLimits.MACRO_NESTING && random.nextInt(12) == 0) {
            return macro(depth - 1);
        }
        return switch (random.nextInt(21)) {
            case 0, 1 -> join(sometimesInParentheses(bool(depth - 1)), " && ", sometimesInParentheses(bool(depth - 1)));
            case 2, 3 -> join(sometimesInParentheses(bool(depth - 1)), " || ", sometimesInParentheses(bool(depth - 1)));
            case 4 -> around("!(", bool(depth - 1), ")");
            case 5 -> choice(bool(depth - 1), bool(depth - 1), bool(depth - 1));
            case 6 -> join(mixed(depth - 1), pick(List.of(" < ", " <= ", " > ", " >= ")), mixed(depth - 1));
            case 7 -> join(mixed(depth - 1), pick(List.of(" == ", " != ")), mixed(depth - 1));
            case 8 -> join(text(depth - 1), comparison(), text(depth - 1));
            case 9 ->
                method(
                        field("state", "name", "location.zip"),
                        pick(List.of("startsWith", "endsWith", "contains")),
                        text(0));
            case 10 -> method(text(depth - 1), "matches", Written.same("\"" + pick(PATTERNS) + "\""));
            case 11 -> inLiterals(depth - 1);
            case 12 -> inElements(depth - 1);
            case 13 -> join(pick(List.of(text(0), mixed(0), bool(0))), " in ", field("tags", "more"));
            case 14 -> join(anyField(), pick(List.of(" == ", " != ")), Written.same("null"));
            case 15 -> guarded(depth);
            case 16, 17 -> join(moment(depth - 1), comparison(), moment(depth - 1));
            case 18 -> join(span(depth - 1), comparison(), span(depth - 1));
            case 19 -> join(field("tags", "more"), pick(List.of(" == ", " != ")), list(literal(pick(TEXTS))));
            default -> has(anyField());
        };
    }

    /** A condition that only an element of a list has; empty if there is no variable for it. */
    private Optional<Written> element() {
        if (random.nextBoolean()) {
            Written any = variable(Map.of(Kind.ANY, List.of(""))).orElse(null);
            if (any == null) {
                return Optional.empty();
            }
            return Optional.of(
                    switch (random.nextInt(5)) {
                        case 0 -> join(any, pick(List.of(" == ", " != ")), pick(List.of(text(0), mixed(0), bool(0))));
                        case 1 -> join(any, comparison(), pick(List.of(text(0), mixed(0))));
                        case 2 -> join(mixed(0), comparison(), any);
                        case 3 -> method(any, "startsWith", text(0));
                        default -> join(any, " in ", list(literal(pick(TEXTS)), literal(pick(INTS))));
                    });
        }
        Optional<Written> member = variable(Map.of(
                Kind.LINE,
                List.of(".amount", ".quantity", ".kind", ".labels", ".loss.zip"),
                Kind.PART,
                List.of(".cost", ".code", ".number")));
        return member.map(field ->
                random.nextBoolean() ? has(field) : join(field, pick(List.of(" == ", " != ")), Written.same("null")));
    }

    /** A condition over the elements of a list. */
    private Written macro(int depth) {
        ListOf list = listOf(depth);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> macro(list, "exists", depth);
            case 3, 4 -> macro(list, "all", depth);
            case 5 -> macro(list, "exists_one", depth);
            case 6 -> join(around("size(", list.list(), ")"), pick(List.of(" == ", " > ", " < ")), Written.same("1"));
            default ->
                switch (list.kind()) {
                    case TEXT -> join(text(0), " in ", list.list());
                    case WHOLE, FRACTION -> join(mixed(0), " in ", list.list());
                    default -> macro(list, "exists", depth);
                };
        };
    }

    private Written macro(ListOf list, String name, int depth) {
        String variable = pick(VARIABLES);
        variables.add(new Variable(variable, list.kind()));
        Written condition = bool(Math.max(1, depth));
        variables.remove(variables.size() - 1);
        String before = "." + name + "(" + variable + ", ";
        return new Written(
                list.list().rule() + before + condition.rule() + ")",
                list.list().cel() + before + condition.cel() + ")");
    }

    /** A list of the event, of an element, of literals, or a chain of filters and maps. */
    private ListOf listOf(int depth) {
        int chance = random.nextInt(depth > 0 ? 10 : 6);
        if (chance > 7) {
            ListOf list = listOf(depth - 1);
            return new ListOf(macro(list, "filter", depth - 1), list.kind());
        } else if (chance > 5) {
            return mapped(listOf(depth - 1), depth - 1);
        } else if (chance > 2) {
            Optional<ListOf> inner = innerList();
            if (inner.isPresent()) {
                return inner.get();
            }
        }
        return switch (random.nextInt(9)) {
            case 0 -> new ListOf(field("codes"), Kind.TEXT);
            case 1 -> new ListOf(field("sizes"), Kind.WHOLE);
            case 2 -> new ListOf(field("shares"), Kind.FRACTION);
            case 3 -> new ListOf(field("switches"), Kind.BOOL);
            case 4 -> new ListOf(field("tags", "more"), Kind.ANY);
            case 5 -> new ListOf(list(literal(pick(INTS)), literal(pick(INTS))), Kind.WHOLE);
            default -> new ListOf(field("lines"), Kind.LINE);
        };
    }

    private Optional<ListOf> innerList() {
        Optional<Written> list = variable(Map.of(Kind.LINE, List.of(".parts", ".labels")));
        return list.map(found -> new ListOf(found, found.rule().endsWith("parts") ? Kind.PART : Kind.TEXT));
    }

    private ListOf mapped(ListOf list, int depth) {
        String variable = pick(VARIABLES);
        variables.add(new Variable(variable, list.kind()));
        Written condition = random.nextInt(3) == 0 ? join(bool(1), ", ", Written.same("")) : Written.same("");
        Kind kind = pick(List.of(Kind.TEXT, Kind.WHOLE, Kind.FRACTION, Kind.BOOL));
        Written value =
                switch (kind) {
                    case TEXT -> text(depth);
                    case WHOLE -> whole(depth);
                    case FRACTION -> fraction(depth);
                    default -> bool(depth);
                };
        variables.remove(variables.size() - 1);
        return new ListOf(
                new Written(
                        list.list().rule() + ".map(" + variable + ", " + condition.rule() + value.rule() + ")",
                        list.list().cel() + ".map(" + variable + ", " + condition.cel() + "dyn(" + value.cel() + "))"),
                kind);
    }

    /** Returns a variable of one of these kinds with one of the members; often empty, and empty if there is no such variable. */
    @SuppressWarnings("ReferenceEquality") // two variables of one name are two variables
    private Optional<Written> variable(Map<Kind, List<String>> members) {
        List<Variable> visible = variables.stream()
                .filter(variable -> members.containsKey(variable.kind()))
                .filter(variable -> variables.stream()
                                .filter(other -> other.name().equals(variable.name()))
                                .reduce((outer, inner) -> inner)
                                .orElseThrow()
                        == variable)
                .toList();
        if (visible.isEmpty() || random.nextInt(4) == 0) {
            return Optional.empty();
        }
        Variable variable = pick(visible);
        return Optional.of(Written.same(variable.name() + pick(members.get(variable.kind()))));
    }

    private String comparison() {
        return pick(List.of(" == ", " != ", " < ", " <= ", " > ", " >= "));
    }

    /** The condition in the rule language. */
    private Written guarded(int depth) {
        Written field = field("amount", "rate", "count");
        Written compared = join(dyn(field), comparison(), mixed(depth - 1));
        return random.nextBoolean()
                ? join(has(field), " && ", compared)
                : join(around("!", has(field), ""), " || ", compared);
    }

    /** In CEL, {@code has} is true for a member of a map that is null. */
    private static Written has(Written field) {
        return new Written("has(" + field.rule() + ")", "(has(" + field.cel() + ") && " + field.cel() + " != null)");
    }

    private Written anyField() {
        return field("amount", "count", "state", "flag", "tags", "location.zip", "rate", "filed");
    }

    private Written inLiterals(int depth) {
        return random.nextBoolean()
                ? join(text(depth), " in ", list(literal(pick(TEXTS)), literal(pick(TEXTS))))
                : join(mixed(depth), " in ", list(literal(pick(INTS)), literal(pick(DOUBLES)), literal(pick(INTS))));
    }

    private Written inElements(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> join(text(depth), " in ", list(text(0), literal(pick(TEXTS)), text(depth)));
            case 1 -> join(mixed(depth), " in ", list(mixed(0), literal(pick(INTS)), mixed(depth)));
            case 2 -> join(moment(depth), " in ", list(moment(0), moment(depth)));
            default -> join(inParentheses(bool(depth)), " in ", list(literal(true), bool(0)));
        };
    }

    /** Returns an int or a double for a comparison. */
    private Written mixed(int depth) {
        return dyn(
                random.nextBoolean()
                        ? whole(depth)
                        : depth <= 0 ? fraction(depth) : around("(", fraction(depth), " + 0.0)")); // no negative zero
    }

    private static Written dyn(Written written) {
        return new Written(written.rule(), "dyn(" + written.cel() + ")");
    }

    private Written whole(int depth) {
        if (depth <= 0) {
            return random.nextBoolean()
                    ? literal(pick(INTS))
                    : variable(Map.of(
                                    Kind.LINE,
                                    List.of(".quantity"),
                                    Kind.PART,
                                    List.of(".number"),
                                    Kind.WHOLE,
                                    List.of("")))
                            .orElseGet(() -> field("count", "limit"));
        }
        return switch (random.nextInt(8)) {
            case 0, 1 ->
                sometimesInParentheses(
                        join(whole(depth - 1), pick(List.of(" + ", " - ", " * ", " / ", " % ")), whole(depth - 1)));
            case 2 -> around("-(", whole(depth - 1), ")");
            case 3 -> choice(bool(depth - 1), whole(depth - 1), whole(depth - 1));
            case 4 -> around("size(", random.nextBoolean() ? text(depth - 1) : field("tags", "more"), ")");
            case 5 -> part(moment(depth - 1), pick(random.nextBoolean() ? DATE_PARTS : TIME_PARTS), pick(ZONES));
            case 6 -> part(moment(depth - 1), pick(random.nextBoolean() ? DATE_PARTS : TIME_PARTS), "");
            default -> part(new Written("duration(\"1h30m1.5s\")", "duration(\"1h30m1.5s\")"), pick(TIME_PARTS), "");
        };
    }

    private static Written part(Written time, String part, String zone) {
        String call = ".get" + part + "(" + (zone.isEmpty() ? "" : "\"" + zone + "\"") + ")";
        return new Written("(" + time.rule() + ")" + call, "(" + time.cel() + ")" + call);
    }

    private Written fraction(int depth) {
        if (depth <= 0) {
            return random.nextBoolean()
                    ? literal(pick(DOUBLES))
                    : variable(Map.of(
                                    Kind.LINE,
                                    List.of(".amount"),
                                    Kind.PART,
                                    List.of(".cost"),
                                    Kind.FRACTION,
                                    List.of("")))
                            .orElseGet(() -> field("amount", "rate"));
        }
        String sign = pick(List.of(" + ", " - ", " * "));
        return switch (random.nextInt(5)) {
            case 0 -> sometimesInParentheses(join(fraction(depth - 1), sign, fraction(depth - 1)));
            case 1 ->
                sometimesInParentheses(join(asDouble(whole(depth - 1)), sign, inParentheses(fraction(depth - 1))));
            case 2 -> sometimesInParentheses(join(fraction(depth - 1), " / ", literal(pick(DOUBLES))));
            case 3 -> around("-(", fraction(depth - 1), ")");
            default -> choice(bool(depth - 1), fraction(depth - 1), fraction(depth - 1));
        };
    }

    /** Returns a small number. */
    private static Written asDouble(Written whole) {
        return new Written("((" + whole.rule() + ") % 1000)", "double((" + whole.cel() + ") % 1000)");
    }

    private Written text(int depth) {
        if (depth <= 0) {
            return random.nextBoolean()
                    ? literal(pick(TEXTS))
                    : variable(Map.of(
                                    Kind.LINE,
                                    List.of(".kind", ".loss.zip"),
                                    Kind.PART,
                                    List.of(".code"),
                                    Kind.TEXT,
                                    List.of("")))
                            .orElseGet(() -> field("state", "name", "location.zip"));
        }
        return random.nextBoolean()
                ? choice(bool(depth - 1), text(depth - 1), text(depth - 1))
                : inParentheses(join(text(depth - 1), " + ", text(depth - 1)));
    }

    private Written moment(int depth) {
        if (depth <= 0) {
            return switch (random.nextInt(4)) {
                case 0 -> Written.same("timestamp(\"" + pick(TIMES) + "\")");
                case 1 -> around("timestamp(", around("", field("day"), " + \"T00:00:00Z\""), ")");
                default ->
                    around(
                            "timestamp(",
                            variable(Map.of(Kind.LINE, List.of(".date"))).orElseGet(() -> field("filed", "lost")),
                            ")");
            };
        }
        return switch (random.nextInt(4)) {
            case 0 -> inParentheses(join(moment(depth - 1), pick(List.of(" + ", " - ")), span(depth - 1)));
            case 1 -> inParentheses(join(span(0), " + ", moment(depth - 1)));
            case 2 -> choice(bool(depth - 1), moment(depth - 1), moment(depth - 1));
            default -> moment(0);
        };
    }

    private Written span(int depth) {
        if (depth <= 0) {
            return random.nextBoolean()
                    ? Written.same("duration(\"" + pick(DURATIONS) + "\")")
                    : around("duration(", field("wait"), ")");
        }
        return switch (random.nextInt(4)) {
            case 0 -> inParentheses(join(span(depth - 1), pick(List.of(" + ", " - ")), span(depth - 1)));
            case 1, 2 -> inParentheses(join(moment(depth - 1), " - ", moment(depth - 1)));
            default -> choice(bool(depth - 1), span(depth - 1), span(depth - 1));
        };
    }

    private static Written literal(Object value) {
        String written = value instanceof String text ? "\"" + text + "\"" : value.toString();
        return new Written(written, "dyn(" + written + ")");
    }

    private Written field(String... paths) {
        String path = paths[random.nextInt(paths.length)];
        boolean hidden = variables.stream().anyMatch(variable -> variable.name().equals(path));
        return new Written(hidden ? "`" + path + "`" : path, "e." + path);
    }

    private static Written list(Written... elements) {
        List<Written> all = List.of(elements);
        return new Written(
                "[" + String.join(", ", all.stream().map(Written::rule).toList()) + "]",
                "["
                        + String.join(
                                ", ",
                                all.stream()
                                        .map(written -> "dyn(" + written.cel() + ")")
                                        .toList()) + "]");
    }

    private static Written choice(Written condition, Written yes, Written no) {
        return inParentheses(join(join(condition, " ? ", yes), " : ", no));
    }

    private static Written method(Written target, String name, Written argument) {
        return new Written(
                target.rule() + "." + name + "(" + argument.rule() + ")",
                target.cel() + "." + name + "(" + argument.cel() + ")");
    }

    private static Written join(Written left, String sign, Written right) {
        return new Written(left.rule() + sign + right.rule(), left.cel() + sign + right.cel());
    }

    /** Adds parentheses half of the time, so that precedence is tested as well. */
    private Written sometimesInParentheses(Written inner) {
        return random.nextBoolean() ? inner : inParentheses(inner);
    }

    private static Written inParentheses(Written inner) {
        return around("(", inner, ")");
    }

    private static Written around(String before, Written inner, String after) {
        return new Written(before + inner.rule() + after, before + inner.cel() + after);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
