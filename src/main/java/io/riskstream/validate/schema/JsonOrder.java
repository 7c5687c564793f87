package io.riskstream.validate.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An order of all values that JSON can hold, in which two are alike if JSON Schema calls them equal: 1 and 1.0 are, and objects whatever the order
 * of their members. An order rather than a hash, so that nobody can make up a list in which every pair must be compared.
 */
public final class JsonOrder implements Comparator<Object> {
    private static final JsonOrder ORDER = new JsonOrder();

    /** So many items are compared in pairs, which takes no memory. */
    private static final int FEW = 8;

    private JsonOrder() {}

    public static boolean isAmong(Object value, List<?> values) {
        for (int i = 0; i < values.size(); i++) {
            if (ORDER.compare(value, values.get(i)) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether no two items are equal. Allocates nothing for a few of them that are no objects. */
    public static boolean areDistinct(List<?> items) {
        if (items.size() > FEW) {
            List<Object> sorted = new ArrayList<>(items);
            sorted.sort(ORDER);
            for (int i = 1; i < sorted.size(); i++) {
                if (ORDER.compare(sorted.get(i - 1), sorted.get(i)) == 0) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 1; i < items.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ORDER.compare(items.get(j), items.get(i)) == 0) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public int compare(Object a, Object b) {
        int kinds = Integer.compare(rank(a), rank(b));
        if (kinds != 0) {
            return kinds;
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Decimals.compare(x, y);
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return compareLists(x, y);
        }
        return a instanceof Map<?, ?> x && b instanceof Map<?, ?> y ? compareObjects(x, y) : 0;
    }

    private static int rank(Object value) {
        if (value instanceof String) {
            return 1;
        }
        if (value instanceof Number) {
            return 2;
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

    private static List<Map.Entry<?, ?>> sorted(Map<?, ?> map) {
        return new ArrayList<>(new TreeMap<>(map).entrySet());
    }
}
