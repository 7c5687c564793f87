package io.riskstream.validate;

import com.google.gson.JsonObject;
import java.util.EnumSet;

/** Keywords about texts. */
final class TextChecks {
    private TextChecks() {}

    /** {@code minLength}: in code points, so that an emoji is one character. They are counted only where it matters. */
    static final class MinLength extends Check.Assertion {
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
    static final class MaxLength extends Check.Assertion {
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
    static final class PatternCheck extends Check.Assertion {
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
    static final class FormatCheck extends Check.Assertion {
        private final Format format;

        FormatCheck(JsonObject rule, Format format) {
            super("format", rule, EnumSet.of(JsonKind.TEXT));
            this.format = format;
        }

        @Override
        boolean acceptsText(String text) {
            return format.fits(text);
        }
    }
}
