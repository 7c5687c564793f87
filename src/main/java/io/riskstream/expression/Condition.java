package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.List;

/**
 * A condition on an event, such as {@code amount >= 5000 && state in ["TX", "LA"]}, compiled.
 *
 * <p>The language is a strict subset of CEL (github.com/google/cel-spec):
 *
 * <ul>
 *   <li>{@code || && !}, {@code == != < <= > >=}, {@code in}, {@code + - * / %}, {@code -x}, {@code c ? x : y}, parentheses, {@code // comments};
 *   <li>literals of int, double, string (with CEL's escapes, {@code r"raw"}, {@code """triple"""}), bool, null, and lists of them; after {@code in} a list
 *       may hold fields and other expressions as well;
 *   <li>{@code has(field)}, {@code size(x)}, and of strings {@code x.startsWith(y)}, {@code endsWith}, {@code contains}, {@code matches}, {@code size},
 *       {@code +};
 *   <li>{@code timestamp("2005-08-28T06:10:00Z")} and {@code duration("72h")}, of literals and of fields alike; a timestamp less a timestamp is a duration,
 *       and a duration may be added to either or taken from it; {@code getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours
 *       getMinutes getSeconds getMilliseconds} of a timestamp, in UTC or in a time zone {@code x.getHours("America/New_York")}, and the last four of a
 *       duration.
 * </ul>
 *
 * <p>A name is the dotted path of a field of the event. One that CEL could not read is written in backticks: {@code `capital-gains`}. As in CEL:
 *
 * <ul>
 *   <li>a field that is not there is an error, except to {@code has}; so is one that is not of its declared type; a null equals null alone;
 *   <li>{@code &&} and {@code ||} pass over an error on either side if the other side settles the matter;
 *   <li>an int that overflows, and a division or remainder of ints by zero, is an error; doubles follow IEEE 754; so is a timestamp beyond the years 1
 *       to 9999, a duration beyond 10,000 years, and a text that is neither;
 *   <li>{@code matches} finds its pattern anywhere in the text. Patterns are RE2's, run by RE2/J in time linear in the text: neither the author of a rule
 *       nor an event can make one hang. {@code size} counts code points, and strings are ordered by them.
 * </ul>
 *
 * <p>Two things differ. Ints and doubles may be mixed in arithmetic: the int becomes a double. And what can only be a slip is an error when
 * compiled: an unknown field, a comparison of types that are never equal, a literal that is no timestamp.
 *
 * <p>An expression has at most 10,000 characters, 50 levels of nesting, 1,000 parts, and 1,000 elements in a list. Nothing but the event is within its reach.
 *
 * <p>Compiling may take a millisecond. {@link #test} takes some nanoseconds for each operator (5 ns a rule for those of the flood scorecard, 1.4 times what
 * the same Java takes by hand: {@code bench rules}), and allocates nothing unless {@code matches} is in it, or
 * strings joined by {@code +} elsewhere than in {@code timestamp(...)}. A condition is for one thread, like the stage that holds it.
 */
public final class Condition {
    private static final ConditionResult[] TRUTHS = {
        ConditionResult.FALSE, ConditionResult.TRUE, ConditionResult.ERROR, ConditionResult.ERROR
    };

    private final String text;
    private final Code.BoolCode code;
    private final List<String> reads;
    private final EvaluationError trap = new EvaluationError();

    private Condition(String text, Code.BoolCode code, List<String> reads) {
        this.text = text;
        this.code = code;
        this.reads = reads;
    }

    /**
     * Compiles a condition over the fields of an event.
     *
     * @throws ExpressionException naming all that is wrong, each with its place, what was expected, and the nearest right word
     */
    public static Condition compile(String text, EventType type) {
        Compiler compiler = new Compiler(text, type);
        Code.BoolCode code = compiler.condition();
        return new Condition(text, code, compiler.reads());
    }

    /** Whether it holds for this event. Never throws. */
    public ConditionResult test(Event event) {
        return TRUTHS[code.test(event, trap)];
    }

    /** Paths of the fields in it, in the order of their first mention. */
    public List<String> reads() {
        return reads;
    }

    /** As written. */
    @Override
    public String toString() {
        return text;
    }
}
