package io.riskstream.validate.compiled;

import io.riskstream.validate.pattern.TextPattern;
import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.TextFormat;
import java.util.EnumSet;
import java.util.Set;

/** Keywords that constrain strings. */
final class StringChecks {
    private static final Set<JsonKind> STRINGS = EnumSet.of(JsonKind.STRING);

    /** The characters of a text that take about as long as one unit of work. */
    private static final int CHARACTERS_PER_UNIT = 4;

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
        private final CheckWork work;

        PatternCheck(TextPattern pattern, CheckWork work) {
            super(STRINGS);
            this.pattern = pattern;
            this.work = work;
        }

        @Override
        boolean acceptsString(String text) {
            work.spend(text.length() / CHARACTERS_PER_UNIT);
            return pattern.isFoundIn(text);
        }
    }

    /** {@code format}, as an assertion. */
    static final class FormatCheck extends KeywordCheck {
        private final TextFormat format;
        private final CheckWork work;

        FormatCheck(TextFormat format, CheckWork work) {
            super(STRINGS);
            this.format = format;
            this.work = work;
        }

        @Override
        boolean acceptsString(String text) {
            work.spend(text.length() / CHARACTERS_PER_UNIT);
            return format.matches(text);
        }
    }
}
