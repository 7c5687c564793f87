package io.riskstream.expression;

import com.google.re2j.Pattern;

/** The functions of texts and lists. */
final class TextFunctions {
    private TextFunctions() {}

    static Code.BoolCode startsWith(Code.TextCode text, Code.TextCode part) {
        return (event, trap) -> {
            String x = text.value(event, trap);
            String y = trap.raised() ? "" : part.value(event, trap);
            return trap.cleared() ? Code.BoolCode.ERROR : Code.BoolCode.of(x.startsWith(y));
        };
    }

    static Code.BoolCode endsWith(Code.TextCode text, Code.TextCode part) {
        return (event, trap) -> {
            String x = text.value(event, trap);
            String y = trap.raised() ? "" : part.value(event, trap);
            return trap.cleared() ? Code.BoolCode.ERROR : Code.BoolCode.of(x.endsWith(y));
        };
    }

    static Code.BoolCode contains(Code.TextCode text, Code.TextCode part) {
        return (event, trap) -> {
            String x = text.value(event, trap);
            String y = trap.raised() ? "" : part.value(event, trap);
            return trap.cleared() ? Code.BoolCode.ERROR : Code.BoolCode.of(x.contains(y));
        };
    }

    /** Whether the pattern fits some part of the text. RE2's time is linear in the text, whatever the pattern: no event can make a rule hang. */
    static Code.BoolCode matches(Code.TextCode text, Pattern pattern) {
        return (event, trap) -> {
            String x = text.value(event, trap);
            return trap.cleared()
                    ? Code.BoolCode.ERROR
                    : Code.BoolCode.of(pattern.matcher(x).find());
        };
    }

    /** In Unicode code points. */
    static Code.IntCode sizeOfText(Code.TextCode text) {
        return (event, trap) -> {
            String x = text.value(event, trap);
            return trap.raised() ? 0 : x.codePointCount(0, x.length());
        };
    }

    static Code.IntCode sizeOfList(Code.ListCode list) {
        return (event, trap) -> {
            int size = list.value(event, trap).size();
            return trap.raised() ? 0 : size;
        };
    }
}
