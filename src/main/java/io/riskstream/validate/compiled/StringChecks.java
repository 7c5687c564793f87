package io.riskstream.validate.compiled;

import io.riskstream.validate.pattern.TextPattern;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.TextFormat;
import java.util.EnumSet;
import java.util.Set;

/** Keywords that constrain strings. */
final class StringChecks {
    private static final Set<JsonKind> STRINGS = EnumSet.of(JsonKind.STRING);

    private StringChecks() {}

    /** {@code minLength}, in code points: an emoji is one character. Code points are counted only if the number of chars does not decide. */
    static final class MinLength extends KeywordCheck {
        private final int min;

        MinLength(int min) {
            super(STRINGS);
            this.min = min;
        }

        @Override
        boolean acceptsString(String text) {
            int chars = text.length();
            return chars >= min && (chars / 2 >= min || text.codePointCount(0, chars) >= min);
        }
    }

    /** {@code maxLength}, in code points. */
    static final class MaxLength extends KeywordCheck {
        private final int max;

        MaxLength(int max) {
            super(STRINGS);
            this.max = max;
        }

        @Override
        boolean acceptsString(String text) {
            int chars = text.length();
            return chars <= max || chars / 2 <= max && text.codePointCount(0, chars) <= max;
        }
    }

    /** {@code pattern}. */
    static final class PatternCheck extends KeywordCheck {
        private final TextPattern pattern;

        PatternCheck(TextPattern pattern) {
            super(STRINGS);
            this.pattern = pattern;
        }

        @Override
        boolean acceptsString(String text) {
            return pattern.isFoundIn(text);
        }
    }

    /** {@code format}, as an assertion. */
    static final class FormatCheck extends KeywordCheck {
        private final TextFormat format;

        FormatCheck(TextFormat format) {
            super(STRINGS);
            this.format = format;
        }

        @Override
        boolean acceptsString(String text) {
            return format.matches(text);
        }
    }
}
