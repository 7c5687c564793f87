package io.riskstream.tools.backtest;

import io.riskstream.text.Nearest;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of a measure, such as {@code changed>2%}: a backtest that exceeds it fails.
 *
 * @param text the limit as written
 * @param measure the name of the measure
 */
public record Limit(String text, String measure, String operator, double bound) {
    private static final Pattern SYNTAX =
            Pattern.compile("\\s*([a-z-]+)\\s*(>=|<=|>|<)\\s*([0-9]+(?:\\.[0-9]+)?)(%?)\\s*");
    private static final List<String> MEASURES =
            List.of("changed", "rejected", "degraded", "psi", "auc", "auc-difference");
    private static final Map<String, BiPredicate<Double, Double>> OPERATORS = Map.of(
            ">", (a, b) -> a > b,
            ">=", (a, b) -> a >= b,
            "<", (a, b) -> a < b,
            "<=", (a, b) -> a <= b);

    /**
     * Reads a limit.
     *
     * @throws IllegalArgumentException if the text is no limit
     */
    public static Limit parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--fail-if: '" + text
                    + "' is no limit; expected a measure, > or <, and a number, such as changed>2%");
        }
        String measure = matcher.group(1);
        if (!MEASURES.contains(measure)) {
            throw new IllegalArgumentException(
                    "--fail-if: no measure '" + measure + "' in '" + text + "'; " + Nearest.hint(measure, MEASURES));
        }
        double bound = Double.parseDouble(matcher.group(3)) / (matcher.group(4).isEmpty() ? 1 : 100);
        return new Limit(text.strip(), measure, matcher.group(2), bound);
    }

    /** True if a value is beyond the limit. A value that is not known is, since a check that measures nothing must not pass. */
    boolean isExceededBy(double value) {
        return Double.isNaN(value) || OPERATORS.get(operator).test(value, bound);
    }
}
