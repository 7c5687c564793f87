package io.riskstream.expression;

import io.riskstream.event.ExactNumber;
import io.riskstream.event.NullValue;
import java.util.List;
import java.util.Map;

/** Compares elements of lists, whose types are known when the expression is evaluated. */
final class ElementEquality {
    private ElementEquality() {}

    /** True if two elements of lists are equal by the rules of CEL: numbers of either type by value; strings, booleans, nulls, lists and maps as themselves. */
    static boolean equal(Object x, Object y) {
        if (x instanceof ExactNumber number) {
            return equal(nearest(number), y);
        } else if (y instanceof ExactNumber) {
            return equal(y, x);
        } else if (x instanceof Long a && y instanceof Double b) {
            return Comparison.compare(a, b) == Comparison.EQUAL;
        } else if (x instanceof Double a && y instanceof Long b) {
            return Comparison.compare(b, a) == Comparison.EQUAL;
        } else if (x instanceof Double a && y instanceof Double b) {
            return a.doubleValue() == b.doubleValue();
        } else if (x instanceof List<?> a && y instanceof List<?> b) {
            return equalLists(a, b);
        } else if (x instanceof Map<?, ?> a && y instanceof Map<?, ?> b) {
            return a.size() == b.size()
                    && a.entrySet().stream()
                            .allMatch(entry ->
                                    b.containsKey(entry.getKey()) && equal(entry.getValue(), b.get(entry.getKey())));
        }
        return x.equals(y);
    }

    private static boolean equalLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** True if a number equals an element. It does not box the number. */
    static boolean equal(long x, Object element) {
        if (element instanceof ExactNumber number) {
            return Comparison.compare(x, nearest(number)) == Comparison.EQUAL;
        }
        return element instanceof Long whole
                ? whole == x
                : element instanceof Double y && Comparison.compare(x, y) == Comparison.EQUAL;
    }

    /** True if a number equals an element. It does not box the number. */
    static boolean equal(double x, Object element) {
        if (element instanceof ExactNumber number) {
            return x == nearest(number);
        }
        return element instanceof Double y
                ? y == x
                : element instanceof Long whole && Comparison.compare(whole, x) == Comparison.EQUAL;
    }

    /** Returns the double that is nearest to a number with more digits than a double has. A literal of the same digits in a rule is this double too. */
    static double nearest(ExactNumber number) {
        return Double.parseDouble(number.text());
    }

    /** True if the element is {@code null}. */
    static boolean isNull(Object element) {
        return element == NullValue.NULL;
    }
}
