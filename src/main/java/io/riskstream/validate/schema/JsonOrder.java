package io.riskstream.validate.schema;

import io.riskstream.event.ExactNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A total order of JSON values that is consistent with JSON Schema's equality: 1 equals 1.0, and the order of an object's members does not matter. An
 * order instead of a hash, so that no sender can build a list whose items collide and must be compared in pairs.
 */
public final class JsonOrder implements Comparator<Object> {
    /** Up to this number of items are compared in pairs, which allocates nothing. */
    private static final int MAX_PAIRED = 8;

    private static final int NUMBER = 2;

    private static final int CHARACTERS_PER_UNIT = 16;

    private final CheckWork work;

    /** @param work counts the comparisons */
    public JsonOrder(CheckWork work) {
        this.work = work;
    }

    /** True if JSON Schema considers the values equal. */
    public boolean areEqual(Object a, Object b) {
        return compare(a, b) == 0;
    }

    /** True if no two items are equal. Allocates nothing for up to eight items that contain no objects. */
    public boolean areDistinct(List<?> items) {
        if (items.size() > MAX_PAIRED) {
            List<Object> sorted = new ArrayList<>(items);
            sorted.sort(this);
            for (int i = 1; i < sorted.size(); i++) {
                if (areEqual(sorted.get(i - 1), sorted.get(i))) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 1; i < items.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (areEqual(items.get(j), items.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public int compare(Object a, Object b) {
        work.spend(1);
        int kinds = Integer.compare(rank(a), rank(b));
        if (kinds != 0) {
            return kinds;
        }
        if (a instanceof String x && b instanceof String y) {
            work.spend(Math.min(x.length(), y.length()) / CHARACTERS_PER_UNIT);
            return x.compareTo(y);
        }
        if (rank(a) == NUMBER) {
            return Decimals.compare(number(a), number(b));
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return compareLists(x, y);
        }
        return a instanceof Map<?, ?> x && b instanceof Map<?, ?> y ? compareObjects(x, y) : 0;
    }

    private static Number number(Object value) {
        return value instanceof ExactNumber exact ? exact.decimal() : (Number) value;
    }

    private static int rank(Object value) {
        if (value instanceof String) {
            return 1;
        }
        if (value instanceof Number || value instanceof ExactNumber) {
            return NUMBER;
        }
        if (value instanceof Boolean) {
            return 3;
        }
        if (value instanceof List<?>) {
            return 4;
        }
        return value instanceof Map<?, ?> ? 5 : 0;
    }

    private int compareLists(List<?> a, List<?> b) {
        int order = Integer.compare(a.size(), b.size());
        for (int i = 0; order == 0 && i < a.size(); i++) {
            order = compare(a.get(i), b.get(i));
        }
        return order;
    }

    private int compareObjects(Map<?, ?> a, Map<?, ?> b) {
        int order = Integer.compare(a.size(), b.size());
        if (order != 0) {
            return order;
        }
        List<Map.Entry<?, ?>> x = sorted(a);
        List<Map.Entry<?, ?>> y = sorted(b);
        for (int i = 0; order == 0 && i < x.size(); i++) {
            order = compare(x.get(i).getKey(), y.get(i).getKey());
            if (order == 0) {
                order = compare(x.get(i).getValue(), y.get(i).getValue());
            }
        }
        return order;
    }

    private List<Map.Entry<?, ?>> sorted(Map<?, ?> map) {
        work.spend(map.size());
        return new ArrayList<>(new TreeMap<>(map).entrySet());
    }
}
