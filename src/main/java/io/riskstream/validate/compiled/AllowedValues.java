package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.event.NullValue;
import io.riskstream.validate.schema.Decimals;
import io.riskstream.validate.schema.JsonOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code enum}, and {@code const}, which allows one. Texts are looked up, and numbers found by halves, however many there are. */
final class AllowedValues extends KeywordCheck.Assertion {
    private final Set<String> texts = new HashSet<>();
    private final long[] integers;
    private final double[] numbers;
    private final boolean[] truths = new boolean[2];
    private final boolean nothing;
    private final List<Object> lists = new ArrayList<>();
    private final List<Object> objects = new ArrayList<>();

    AllowedValues(String keyword, JsonObject rule, List<?> allowed) {
        super(keyword, rule, everything());
        List<BigDecimal> decimals = new ArrayList<>();
        for (Object value : allowed) {
            if (value instanceof String text) {
                texts.add(text);
            } else if (value instanceof Number number) {
                decimals.add(Decimals.of(number));
            } else if (value instanceof Boolean truth) {
                truths[truth ? 1 : 0] = true;
            } else if (value instanceof List<?>) {
                lists.add(value);
            } else if (value instanceof Map<?, ?>) {
                objects.add(value);
            }
        }
        this.integers = decimals.stream()
                .filter(Decimals::isLong)
                .mapToLong(BigDecimal::longValueExact)
                .sorted()
                .toArray();
        // a double stands for one decimal: where that is another than the allowed one, no double is allowed
        this.numbers = decimals.stream()
                .filter(decimal -> Double.isFinite(decimal.doubleValue())
                        && Decimals.of(decimal.doubleValue()).compareTo(decimal) == 0)
                .mapToDouble(decimal -> decimal.doubleValue() + 0.0) // one zero for both signs
                .sorted()
                .toArray();
        this.nothing = allowed.contains(NullValue.NULL);
    }

    @Override
    boolean acceptsText(String text) {
        return texts.contains(text);
    }

    @Override
    boolean acceptsInteger(long number) {
        return Arrays.binarySearch(integers, number) >= 0;
    }

    @Override
    boolean acceptsNumber(double number) {
        return Arrays.binarySearch(numbers, number + 0.0) >= 0;
    }

    @Override
    boolean acceptsTruth(boolean truth) {
        return truths[truth ? 1 : 0];
    }

    @Override
    boolean acceptsNull() {
        return nothing;
    }

    @Override
    boolean acceptsList(List<?> list) {
        return JsonOrder.isAmong(list, lists);
    }

    @Override
    boolean acceptsObject(Map<?, ?> members) {
        return JsonOrder.isAmong(members, objects);
    }

    @Override
    FlatObjectCheck on(FlatObject object) {
        if (!objects.isEmpty()) {
            object.demandWhole();
        }
        return FlatObjectCheck.NEVER;
    }
}
