package io.riskstream.expression;

import com.google.re2j.Pattern;

/** Code for the functions of strings and lists. */
final class TextFunctions {
    private TextFunctions() {}

    static Code.BoolCode startsWith(Code.TextCode text, Code.TextCode part) {
        return (event, status) -> {
            String x = text.value(event, status);
            String y = status.raised() ? "" : part.value(event, status);
            return status.takeFailure() ? Code.BoolCode.ERROR : Code.BoolCode.of(x.startsWith(y));
        };
    }

    static Code.BoolCode endsWith(Code.TextCode text, Code.TextCode part) {
        return (event, status) -> {
            String x = text.value(event, status);
            String y = status.raised() ? "" : part.value(event, status);
            return status.takeFailure() ? Code.BoolCode.ERROR : Code.BoolCode.of(x.endsWith(y));
        };
    }

    static Code.BoolCode contains(Code.TextCode text, Code.TextCode part) {
        return (event, status) -> {
            String x = text.value(event, status);
            String y = status.raised() ? "" : part.value(event, status);
            return status.takeFailure() ? Code.BoolCode.ERROR : Code.BoolCode.of(x.contains(y));
        };
    }

    /** Returns the code of {@code matches}, which finds the pattern anywhere in the string. RE2 takes time linear in the string for every pattern, so no event can cause an endless evaluation. */
    static Code.BoolCode matches(Code.TextCode text, Pattern pattern) {
        return (event, status) -> {
            String x = text.value(event, status);
            return status.takeFailure()
                    ? Code.BoolCode.ERROR
                    : Code.BoolCode.of(pattern.matcher(x).find());
        };
    }

    /** Returns the code for the number of Unicode code points. */
    static Code.IntCode sizeOfText(Code.TextCode text) {
        return (event, status) -> {
            String x = text.value(event, status);
            return status.raised() ? 0 : x.codePointCount(0, x.length());
        };
    }

    static Code.IntCode sizeOfList(Code.ListCode list) {
        return (event, status) -> {
            int size = list.value(event, status).size();
            return status.raised() ? 0 : size;
        };
    }
}
