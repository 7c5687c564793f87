package io.riskstream.tools.cases;

import java.util.List;

/**
 * One thing that a case expects, beside what came; in lines, to be shown side by side.
 *
 * @param name as in the cases file
 * @param met whether what came is what was expected
 */
public record ComparisonRow(String name, List<String> expected, List<String> actual, boolean met) {
    public ComparisonRow {
        expected = List.copyOf(expected);
        actual = List.copyOf(actual);
    }

    static ComparisonRow of(String name, List<String> expected, List<String> actual) {
        return new ComparisonRow(name, expected, actual, expected.equals(actual));
    }

    static ComparisonRow of(String name, String expected, String actual) {
        return of(name, List.of(expected), List.of(actual));
    }
}
