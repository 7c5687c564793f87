package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.validate.pattern.TextPattern;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.TextFormat;
import java.util.EnumSet;

/** Keywords about texts. */
final class StringChecks {
    private StringChecks() {}

    /** {@code minLength}: in code points, so that an emoji is one character. They are counted only where it matters. */
    static final class MinLength extends KeywordCheck.Assertion {
        private final int least;

        MinLength(JsonObject rule, int least) {
            super("minLength", rule, EnumSet.of(JsonKind.TEXT));
            this.least = least;
        }

        @Override
        boolean acceptsText(String text) {
            int units = text.length();
            return units >= least && (units / 2 >= least || text.codePointCount(0, units) >= least);
        }
    }

    /** {@code maxLength}, in code points. */
    static final class MaxLength extends KeywordCheck.Assertion {
        private final int most;

        MaxLength(JsonObject rule, int most) {
            super("maxLength", rule, EnumSet.of(JsonKind.TEXT));
            this.most = most;
        }

        @Override
        boolean acceptsText(String text) {
            int units = text.length();
            return units <= most || units / 2 <= most && text.codePointCount(0, units) <= most;
        }
    }

    /** {@code pattern}. */
    static final class PatternCheck extends KeywordCheck.Assertion {
        private final TextPattern pattern;

        PatternCheck(JsonObject rule, TextPattern pattern) {
            super("pattern", rule, EnumSet.of(JsonKind.TEXT));
            this.pattern = pattern;
        }

        @Override
        boolean acceptsText(String text) {
            return pattern.isFoundIn(text);
        }
    }

    /** {@code format}, which is checked, not merely noted. */
    static final class FormatCheck extends KeywordCheck.Assertion {
        private final TextFormat format;

        FormatCheck(JsonObject rule, TextFormat format) {
            super("format", rule, EnumSet.of(JsonKind.TEXT));
            this.format = format;
        }

        @Override
        boolean acceptsText(String text) {
            return format.fits(text);
        }
    }
}
