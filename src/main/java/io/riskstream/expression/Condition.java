package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled condition on an event, such as {@code amount >= 5000 && state in ["TX", "LA"]}.
 *
 * <p>The language is a subset of CEL (github.com/google/cel-spec), with the differences named below:
 *
 * <ul>
 *   <li>{@code || && !}, {@code == != < <= > >=}, {@code in}, {@code + - * / %}, {@code -x}, {@code c ? x : y}, parentheses, {@code // comments};
 *   <li>literals of int, double, string (with CEL's escapes, {@code r"raw"}, {@code """triple"""}), bool, null, and lists of them; after {@code in} a list
 *       may also contain fields and other expressions;
 *   <li>{@code has(field)}, {@code size(x)}, and for strings {@code x.startsWith(y)}, {@code endsWith}, {@code contains}, {@code matches}, {@code size},
 *       {@code +};
 *   <li>{@code timestamp("2005-08-28T06:10:00Z")} and {@code duration("72h")}, of literals and of fields; the difference of two timestamps is a duration,
 *       and a duration can be added to a timestamp or a duration and subtracted from it; {@code getFullYear getMonth getDate getDayOfMonth
 *       getDayOfWeek getDayOfYear getHours getMinutes getSeconds getMilliseconds} of a timestamp, in UTC or in a time zone {@code
 *       x.getHours("America/New_York")}; the last four also of a duration;
 *   <li>the macros over lists {@code x.exists(y, c)}, {@code all}, {@code exists_one}, {@code filter}, {@code map}, at most two in each other, where {@code y} is
 *       a name for the element and {@code y.member} a member of an object; {@code size}, {@code sum}, {@code min} and {@code max} of a list, a filter or a map;
 *   <li>{@code abs round min max log exp pow between} of numbers, where a result of {@code log}, {@code exp} and {@code pow} that is not finite is an error, and {@code between(x, a, b)} is {@code x >= a && x
 *       <= b}; {@code eventTime()} and {@code processingTime()}; and, in a scorecard, its named expressions and {@code fired("rule-id")}, see {@link Definitions}.
 * </ul>
 *
 * <p>A name is the dotted path of a field of the event. A name that is no CEL identifier is written in backticks: {@code `capital-gains`}. As in CEL:
 *
 * <ul>
 *   <li>an absent field is an error, except in {@code has}; a field with a value of another type than declared is an error; null equals only null;
 *   <li>{@code &&} and {@code ||} ignore an error on one side if the other side decides the result; so do {@code exists} and {@code all} for an error for one
 *       element, but not {@code exists_one}, {@code filter} and {@code map};
 *   <li>an overflow of ints and a division or remainder of ints by zero are errors; doubles follow IEEE 754; a timestamp beyond the years 1 to 9999, a
 *       duration beyond 10,000 years, and a string that is neither are errors;
 *   <li>{@code matches} finds its pattern anywhere in the string. Patterns are those of RE2, executed by RE2/J in time linear in the string, so neither the
 *       author of a rule nor an event can cause an endless evaluation. {@code size} counts code points, and strings are ordered by code points.
 * </ul>
 *
 * <p>Some rules differ from CEL. Arithmetic may mix ints and doubles: the int becomes a double. {@code sum}, {@code min} and {@code max} of a list exist: the
 * sum of an empty list is 0, and its least or greatest element is an error. The functions of numbers have the names above instead of those of CEL's extension {@code math}. {@code has} is false also for a field that is null, as in CEL for the optional
 * fields of a message, while CEL's {@code has} is true for a member of a map that is null; so {@code has(x) && x > 1} guards against both. And obvious mistakes
 * are errors at compile time: an unknown field, a comparison of types that are never equal, a literal that is not a timestamp.
 *
 * <p>An expression has at most 10,000 characters, 50 levels of nesting, 1,000 parts, and 1,000 elements in a list of literals. Its macros read at most 100,000
 * elements for one event, where 32 characters of a string count as one more; then it ends in an error. It can access only the event and its definitions.
 *
 * <p>Cost: compiling may take a millisecond. {@link #test} takes some nanoseconds for each operator: 5 ns a rule for the flood scorecard, 1.4 times the
 * equivalent handwritten Java ({@code bench rules}). It allocates nothing, except for {@code matches}, and for strings concatenated by {@code +} outside of
 * {@code timestamp(...)}. Only one thread may use a condition, as with the stage that contains it.
 */
public final class Condition {
    private static final ConditionResult[] RESULTS = {
        ConditionResult.FALSE, ConditionResult.TRUE, ConditionResult.ERROR, ConditionResult.ERROR
    };

    private final String text;
    private final Code.BoolCode code;
    private final List<String> reads;
    private final List<Deciding> deciding;
    private final List<String> definitions;
    private final boolean readsTime;
    private final EvaluationStatus status = new EvaluationStatus();

    private Condition(String text, Code.BoolCode code, Compiler compiler) {
        this.text = text;
        this.code = code;
        this.reads = compiler.reads();
        this.deciding = compiler.deciding();
        this.definitions = compiler.definitionsUsed();
        this.readsTime = compiler.readsTime();
    }

    /**
     * Compiles a condition over the fields of an event.
     *
     * @throws ExpressionException with all problems, each with its position, what was expected, and a hint
     */
    public static Condition compile(String text, EventType type) {
        return compile(text, type, new Definitions(type));
    }

    /**
     * Compiles a condition over the fields of an event and definitions.
     *
     * @throws ExpressionException with all problems of the text; without one if a definition that it uses has a problem
     */
    public static Condition compile(String text, EventType type, Definitions definitions) {
        Compiler compiler = new Compiler(text, type, definitions);
        Code.BoolCode code = compiler.condition();
        return new Condition(text, code, compiler);
    }

    /** Returns the condition of a rule that other expressions read, so that all of them evaluate it once. */
    public static Condition ofOutcome(String id, EventType type, Definitions definitions) {
        return compile("fired(\"" + id + "\")", type, definitions);
    }

    /** Evaluates the condition for an event. It never throws. */
    public ConditionResult test(Event event) {
        return RESULTS[code.test(event, status)];
    }

    /** Returns the paths of the fields in the condition, in the order of their first occurrence. */
    public List<String> reads() {
        return reads;
    }

    /**
     * Returns the elements of lists that decide the result for an event, by path, such as {@code lines.1.amount}; with the value, which is empty if the
     * element does not have the member. If all elements of a list decide together, it returns none, and at most ten of a sum. It evaluates the condition
     * again, so it is not for the hot path.
     */
    public Map<String, Optional<Object>> decidingItems(Event event) {
        return DecidingItems.of(deciding, event, status);
    }

    /** Returns the named expressions that the text uses, and the outcomes of rules as {@code fired("id")}. */
    public List<String> definitions() {
        return definitions;
    }

    /** True if the value is not the same for all events: it reads a field, or a time. */
    public boolean readsEvent() {
        return readsTime || !reads.isEmpty();
    }

    /** Returns the condition as written. */
    @Override
    public String toString() {
        return text;
    }
}
