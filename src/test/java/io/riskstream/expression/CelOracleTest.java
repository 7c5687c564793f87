package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.Null;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds our conditions against dev.cel. */
class CelOracleTest {
    private static final List<Map<String, ?>> EVENTS = List.of(
            Map.of(),
            Map.of(
                    "amount",
                    1500.5,
                    "rate",
                    2.0,
                    "count",
                    7,
                    "limit",
                    Long.MAX_VALUE,
                    "state",
                    "TX",
                    "name",
                    "Zo\u00eb",
                    "flag",
                    true,
                    "other",
                    false,
                    "tags",
                    List.of("a", 1L, 2.5, true)),
            Map.of(
                    "amount",
                    0.0,
                    "rate",
                    -0.0,
                    "count",
                    0,
                    "limit",
                    Long.MIN_VALUE,
                    "state",
                    "",
                    "name",
                    "TX",
                    "flag",
                    false,
                    "tags",
                    List.of()),
            Map.of(
                    "amount",
                    Null.NULL,
                    "count",
                    Null.NULL,
                    "state",
                    Null.NULL,
                    "flag",
                    Null.NULL,
                    "tags",
                    Null.NULL,
                    "location.zip",
                    "77001"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount > 1.0",
                "amount >= 1500.5",
                "amount < rate",
                "amount <= count",
                "count > amount",
                "count == 7",
                "count == 7.0",
                "amount == 0",
                "amount == rate",
                "state == 'TX'",
                "state == name",
                "state != name",
                "state < name",
                "flag == other",
                "flag != true",
                "tags == []",
                "tags == ['a', 1, 2.5, true]",
                "amount == null",
                "count != null",
                "state == null || flag == null",
                "tags != null",
                "count + 1 == 8",
                "limit + 1 > 0",
                "limit - 1 < 0",
                "limit * 2 > 0",
                "limit / -1 > 0",
                "limit % -1 == 0",
                "-limit < 0",
                "1 / count == 0",
                "1 % count == 1",
                "-7 / count == -1",
                "-10 % count == -3",
                "1.0 / amount > 0.0",
                "amount * rate + 1.0 > 3000.0",
                "amount - rate * 2.0 > 0.0",
                "1 + 2 * 3 - 4 / 2 == 5",
                "flag ? count == 7 : count == 0",
                "(flag ? state : name) == 'TX'",
                "flag && count > 1",
                "count > 1 && flag",
                "other && count > 1",
                "count > 1 && other",
                "flag || count > 1",
                "count > 1 || flag",
                "count > 1 || other || flag",
                "!flag || !other",
                "!flag",
                "state in ['TX', 'LA']",
                "count in [1, 7]",
                "count in [1.0, 7.0]",
                "amount in [0, 1]",
                "'a' in tags",
                "1 in tags",
                "1.0 in tags",
                "2.5 in tags",
                "true in tags",
                "state in tags",
                "count in tags",
                "has(amount)",
                "has(state) && has(location.zip)",
                "!has(location.point.lat)",
                "location.zip.startsWith('77')",
                "state.startsWith('')",
                "state.endsWith('X')",
                "state.contains('T')",
                "name.contains(state)",
                "state.matches('^T')",
                "name.matches('o')",
                "name.matches('^o')",
                "state.matches('^$')",
                "size(state) == 2",
                "name.size() == 3",
                "size(tags) == 4",
                "tags.size() == 0",
                "'\\x41\\u00eb\\104\\n' == 'A\u00ebD\\n'",
                "r'\\n'.size() == 2",
                "'''a'b'''.contains(\"'\")",
                "0x10 == 16",
                "1e3 == 1000.0",
                "!flag == other",
                "1 < 2 == true",
                "flag ? (other ? true : false) : other ? true : count > 1",
                "flag || other && count > 1",
                "count - 1 - 1 == 5",
                "count - -1 == 8"
            })
    void agreesWithCel(String condition) {
        CelOracle oracle = new CelOracle(inCel(condition));
        Condition ours = Condition.compile(condition, Sample.TYPE);
        for (Map<String, ?> event : EVENTS) {
            assertEquals(oracle.test(event), ours.test(Sample.event(event)), () -> condition + " on " + event);
        }
    }

    /** Fields are members of a variable there, and its checker takes our comparisons of ints with doubles only where it does not know the types. */
    private static String inCel(String condition) {
        return condition.replaceAll("\\b(amount|rate|count|limit|state|name|flag|other|tags|location)\\b", "e.$1");
    }

    @Test
    void agreesWithCelAtRandom() {
        RandomCondition random = new RandomCondition(20140717);
        Map<Truth, Integer> seen = new EnumMap<>(Truth.class);
        for (int i = 0; i < 4_000; i++) {
            RandomCondition.Written condition = random.condition();
            CelOracle oracle = new CelOracle(condition.cel());
            Condition ours = Condition.compile(condition.ours(), Sample.TYPE);
            for (int j = 0; j < 5; j++) {
                Map<String, Object> event = random.event();
                Truth truth = oracle.test(event);
                assertEquals(truth, ours.test(Sample.event(event)), () -> condition.ours() + "\non " + event);
                seen.merge(truth, 1, Integer::sum);
            }
        }
        assertEquals(3, seen.size());
        assertTrue(seen.values().stream().allMatch(count -> count > 1_000), seen.toString());
    }
}
