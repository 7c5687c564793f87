package io.riskstream.validate.compiled;

import io.riskstream.event.NullValue;
import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.Decimals;
import io.riskstream.validate.schema.JsonOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** {@code enum}, or {@code const}, which allows one value. A string takes a hash look-up, another value a binary search, however many values are allowed. */
final class AllowedValues extends KeywordCheck {
    private final Set<String> strings = new HashSet<>();
    private final long[] longs;
    private final double[] doubles;
    private final boolean[] booleans = new boolean[2];
    private final boolean allowsNull;
    private final Set<Object> lists;
    private final Set<Object> objects;

    AllowedValues(List<?> allowed, CheckWork work) {
        super(allKinds());
        this.lists = new TreeSet<>(new JsonOrder(work));
        this.objects = new TreeSet<>(new JsonOrder(work));
        List<BigDecimal> decimals = new ArrayList<>();
        for (Object value : allowed) {
            if (value instanceof String text) {
                strings.add(text);
            } else if (value instanceof Number number) {
                decimals.add(Decimals.of(number));
            } else if (value instanceof Boolean bool) {
                booleans[bool ? 1 : 0] = true;
            } else if (value instanceof List<?>) {
                lists.add(value);
            } else if (value instanceof Map<?, ?>) {
                objects.add(value);
            }
        }
        this.longs = decimals.stream()
                .filter(Decimals::isLong)
                .mapToLong(BigDecimal::longValueExact)
                .sorted()
                .toArray();
        // a double has one decimal: if the allowed value is another decimal, no double is allowed
        this.doubles = decimals.stream()
                .filter(decimal -> Double.isFinite(decimal.doubleValue())
                        && Decimals.of(decimal.doubleValue()).compareTo(decimal) == 0)
                .mapToDouble(decimal -> decimal.doubleValue() + 0.0) // -0.0 becomes 0.0
                .sorted()
                .toArray();
        this.allowsNull = allowed.contains(NullValue.NULL);
    }

    @Override
    boolean acceptsString(String text) {
        return strings.contains(text);
    }

    @Override
    boolean acceptsLong(long number) {
        return Arrays.binarySearch(longs, number) >= 0;
    }

    @Override
    boolean acceptsDouble(double number) {
        return Arrays.binarySearch(doubles, number + 0.0) >= 0;
    }

    @Override
    boolean acceptsBoolean(boolean bool) {
        return booleans[bool ? 1 : 0];
    }

    @Override
    boolean acceptsNull() {
        return allowsNull;
    }

    @Override
    boolean acceptsList(List<?> list) {
        return lists.contains(list);
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return objects.contains(members);
    }

    @Override
    FlatObjectCheck flatten(FlatObject object) {
        if (!objects.isEmpty()) {
            object.requireWholeObject();
        }
        return FlatObjectCheck.NEVER;
    }
}
