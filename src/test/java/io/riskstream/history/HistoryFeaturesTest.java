package io.riskstream.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistoryFeaturesTest {
    private static final int MOST = 2;

    private final HistoryFeatures arithmetic =
            new HistoryFeatures("past.", List.of(Window.of("1d").orElseThrow()), true, List.of(), new short[0], MOST);

    private static HistoryEntry entry(long id, long day, double amount) {
        return new HistoryEntry(id, id, TimeUnit.DAYS.toMillis(day), amount, List.of());
    }

    private Map<String, Object> features(HistoryEntry event, HistoryEntry... earlier) {
        FieldValues values = arithmetic.of(
                StoredHistory.of(
                        List.of(earlier).stream().map(HistoryEntry::encoded).toList()),
                event);
        Map<String, Object> features = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Field field = arithmetic.fields().get(i);
            if (values.isPresent(i)) {
                features.put(field.path(), values.object(i));
            }
        }
        return features;
    }

    @Test
    void anEventBeforeTheLongestWindowTruncatesNothing() {
        HistoryEntry[] yearly =
                LongStream.range(0, 5).mapToObj(i -> entry(i, 365 * i, 1)).toArray(HistoryEntry[]::new);
        assertEquals(false, features(entry(9, 365 * 5, 1), yearly).get("past.truncated"));
        HistoryEntry[] daily = LongStream.range(0, MOST + 1)
                .mapToObj(i -> new HistoryEntry(i, i, i, 1, List.of()))
                .toArray(HistoryEntry[]::new);
        assertEquals(true, features(entry(9, 1, 1), daily).get("past.truncated"));
    }

    @Test
    void anInfiniteSumIsAbsent() {
        Map<String, Object> features =
                features(entry(9, 10, 1), entry(1, 9, Double.MAX_VALUE), entry(2, 9, Double.MAX_VALUE));
        assertEquals(2L, features.get("past.count_1d"));
        assertEquals(Double.MAX_VALUE, features.get("past.max_1d"));
        assertEquals(false, features.containsKey("past.sum_1d"));
        assertEquals(false, features.containsKey("past.mean_1d"));
    }
}
