package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.FailureMessages;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.JsonValues;
import io.riskstream.validate.schema.ValidationFailure;
import io.riskstream.validate.schema.ValueLocation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A keyword of a schema, or a whole one, compiled. Most keywords are about values of one kind, and accept all others.
 *
 * <p>To accept a value, or not, allocates nothing. Why a value is not accepted is found out in a second pass, which events that are right never
 * come to.
 */
abstract class KeywordCheck {
    private final Set<JsonKind> about;

    /** @param about the kinds of values that it may not accept */
    KeywordCheck(Set<JsonKind> about) {
        this.about = about;
    }

    static Set<JsonKind> everything() {
        return EnumSet.allOf(JsonKind.class);
    }

    /** Whether there are values of this kind that it does not accept. */
    boolean isAbout(JsonKind kind) {
        return about.contains(kind);
    }

    boolean acceptsText(String text) {
        return true;
    }

    boolean acceptsInteger(long number) {
        return true;
    }

    boolean acceptsNumber(double number) {
        return true;
    }

    boolean acceptsTruth(boolean truth) {
        return true;
    }

    boolean acceptsNull() {
        return true;
    }

    boolean acceptsList(List<?> list) {
        return true;
    }

    boolean acceptsObject(Map<?, ?> members) {
        return true;
    }

    /** For a value inside a list or an undeclared one; those in slots need no boxes. */
    final boolean accepts(Object value) {
        if (value instanceof String text) {
            return acceptsText(text);
        }
        if (value instanceof Long number) {
            return acceptsInteger(number);
        }
        if (value instanceof Double number) {
            return acceptsNumber(number);
        }
        if (value instanceof Boolean truth) {
            return acceptsTruth(truth);
        }
        if (value instanceof List<?> list) {
            return acceptsList(list);
        }
        if (value instanceof Map<?, ?> map) {
            return acceptsObject(map);
        }
        if (value instanceof Number number) { // of a parser of one's own
            return number instanceof Float ? acceptsNumber(number.doubleValue()) : acceptsInteger(number.longValue());
        }
        return acceptsNull();
    }

    /** Adds all reasons why the value is not accepted, none if it is. */
    abstract void explain(Object value, ValueLocation place, FailureList failures);

    /** Whether the value is not accepted and of a type that is not meant here at all: for telling which branch of a choice was meant. */
    boolean misfits(Object value) {
        return false;
    }

    /** This check of an object whose declared members lie in slots, where nothing undeclared in the event matters. */
    FlatObjectCheck on(FlatObject object) {
        return FlatObjectCheck.ALWAYS;
    }

    /** A keyword that tells of its failures itself, at the place of the value. */
    abstract static class Assertion extends KeywordCheck {
        private final String keyword;
        private final JsonObject rule;

        /** @param rule the schema that the keyword stands in */
        Assertion(String keyword, JsonObject rule, Set<JsonKind> about) {
            super(about);
            this.keyword = keyword;
            this.rule = rule;
        }

        final String keyword() {
            return keyword;
        }

        final JsonObject rule() {
            return rule;
        }

        @Override
        void explain(Object value, ValueLocation place, FailureList failures) {
            if (!accepts(value)) {
                failures.add(new ValidationFailure(
                        keyword, place.path(), FailureMessages.of(keyword, rule, JsonValues.of(value))));
            }
        }
    }
}
