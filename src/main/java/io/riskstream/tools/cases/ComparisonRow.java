package io.riskstream.tools.cases;

import java.util.List;

/**
 * One expected value with the actual value, both as lines of text that can be shown side by side.
 *
 * @param name the name in the file of cases
 * @param met whether the actual value is the expected one
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
