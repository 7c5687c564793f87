package io.riskstream.validate.compiled;

import io.riskstream.event.ExactNumber;
import io.riskstream.validate.schema.JsonKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A compiled keyword, or a whole compiled schema. Most keywords constrain values of one kind, and accept all others. A check accepts or rejects a value
 * and allocates nothing; the reason of a rejection is found by the json-schema library.
 */
abstract class KeywordCheck {
    private final Set<JsonKind> constrained;

    /** @param constrained the kinds of values that this check may reject */
    KeywordCheck(Set<JsonKind> constrained) {
        this.constrained = constrained;
    }

    static Set<JsonKind> allKinds() {
        return EnumSet.allOf(JsonKind.class);
    }

    /** True if this check may reject a value of this kind. */
    boolean constrains(JsonKind kind) {
        return constrained.contains(kind);
    }

    boolean acceptsString(String text) {
        return true;
    }

    boolean acceptsLong(long number) {
        return true;
    }

    boolean acceptsDouble(double number) {
        return true;
    }

    boolean acceptsBoolean(boolean bool) {
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

    /**
     * True if this check accepts a value inside a list, or an undeclared value. Values in slots are checked without boxing.
     *
     * @throws UndecidedException for a number that is neither a long nor a double
     */
    boolean accepts(Object value) {
        if (value instanceof String text) {
            return acceptsString(text);
        }
        if (value instanceof Long number) {
            return acceptsLong(number);
        }
        if (value instanceof Double number) {
            return acceptsDouble(number);
        }
        if (value instanceof Boolean bool) {
            return acceptsBoolean(bool);
        }
        if (value instanceof List<?> list) {
            return acceptsList(list);
        }
        if (value instanceof Map<?, ?> map) {
            return acceptsObject(map);
        }
        if (value instanceof ExactNumber) {
            throw UndecidedException.UNDECIDED;
        }
        if (value instanceof Number number) { // from a user's own parser
            return number instanceof Float ? acceptsDouble(number.doubleValue()) : acceptsLong(number.longValue());
        }
        return acceptsNull();
    }

    /**
     * Returns this check for lists of objects whose declared members are in slots. Only its {@link #acceptsList} is called. By default, the objects are
     * rebuilt as maps.
     */
    KeywordCheck withItems(FlatObject item) {
        return constrains(JsonKind.LIST) ? new ItemCheck.WholeList(this, item) : this;
    }

    /**
     * Returns this check for an object whose declared members are in slots. The returned check is used only for events without relevant undeclared
     * members, see {@link FlatObject}.
     */
    FlatObjectCheck flatten(FlatObject object) {
        return FlatObjectCheck.ALWAYS;
    }
}
