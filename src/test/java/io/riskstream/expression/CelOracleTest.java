package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.NullValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares conditions and formulas with dev.cel. */
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
                    "count",
                    7,
                    "limit",
                    Long.MAX_VALUE,
                    "state",
                    "TX",
                    "name",
                    "LA",
                    "flag",
                    true,
                    "filed",
                    "2005-08-30T02:15:00.250-05:00",
                    "lost",
                    "2005-08-28T23:30:00Z",
                    "day",
                    "2005-08-28",
                    "wait",
                    "1h30m"),
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
                    NullValue.NULL,
                    "count",
                    NullValue.NULL,
                    "state",
                    NullValue.NULL,
                    "flag",
                    NullValue.NULL,
                    "tags",
                    NullValue.NULL,
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
                "has(amount) && amount > 1.0",
                "!has(count) || count == 7",
                "!has(state) && state == null",
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
                "count - -1 == 8",
                "timestamp(filed) == timestamp('2005-08-30T07:15:00.25Z')",
                "timestamp(filed) != timestamp(lost)",
                "timestamp(filed) < timestamp(lost)",
                "timestamp(filed) >= timestamp(lost)",
                "timestamp(filed) - timestamp(lost) == duration('31h45m250ms')",
                "timestamp(lost) - timestamp(filed) < duration('0s')",
                "timestamp(lost) + duration(wait) == timestamp('2005-08-29T01:00:00Z')",
                "duration(wait) + timestamp(lost) > timestamp(lost)",
                "timestamp(lost) - duration(wait) < timestamp(lost)",
                "duration(wait) - duration('2h') == duration('-30m')",
                "duration(wait) + duration('30m') >= duration('2h')",
                "timestamp(timestamp(lost)) <= timestamp(filed)",
                "duration(duration(wait)) == duration('90m')",
                "timestamp(day + 'T00:00:00Z') < timestamp(lost)",
                "timestamp(state) > timestamp(lost)",
                "duration(state) > duration('1h')",
                "timestamp(lost) in [timestamp(filed), timestamp('2005-08-28T23:30:00Z')]",
                "duration(wait) in [duration('90m'), duration('1h')]",
                "timestamp('9999-12-31T23:59:59Z') + duration(wait) > timestamp(lost)",
                "timestamp('0001-01-01T00:00:00Z') - duration(wait) < timestamp(lost)",
                "duration('315576000000s') + duration(wait) > duration('0')",
                "duration('-315576000000s') - duration(wait) < duration('0')",
                "timestamp(lost).getFullYear() == 2005",
                "timestamp(lost).getMonth() == 7",
                "timestamp(lost).getDate() == 28",
                "timestamp(lost).getDayOfMonth() == 27",
                "timestamp(lost).getDayOfWeek() == 0",
                "timestamp(lost).getDayOfYear() == 239",
                "timestamp(lost).getHours() == 23",
                "timestamp(lost).getMinutes() == 30",
                "timestamp(filed).getSeconds() == 0",
                "timestamp(filed).getMilliseconds() == 250",
                "timestamp(lost).getDate('+05:30') == 29",
                "timestamp(lost).getHours('America/New_York') == 19",
                "timestamp('0001-01-01T00:00:00Z').getFullYear('-08:00') == 0",
                "timestamp('9999-12-31T23:59:59Z').getFullYear('+08:00') == 10000",
                "timestamp('1800-01-01T00:00:00Z').getSeconds('America/New_York') == 58",
                "duration(wait).getHours() == 1",
                "duration(wait).getMinutes() == 90",
                "duration(wait).getSeconds() == 5400",
                "duration(wait).getMilliseconds() == 0",
                "duration('1.5s').getMilliseconds() == 500",
                "duration('-90m').getHours() == -1",
                "state + name == 'TX' + name",
                "size(state + name) == 5",
                "(state + name).contains('X')",
                "state in [name, 'TX']",
                "state in [name, state]",
                "count in [amount, count + 1, 7.0]",
                "null in [state, name]",
                "flag in [other, true]",
                "count in [limit * 2, 7]",
                "size(tags) in [count, 4]",
                "tags in [tags]",
                "(flag ? timestamp(lost) : timestamp(filed)) == timestamp(lost)"
            })
    void agreesWithCel(String condition) {
        CelOracle oracle = new CelOracle(inCel(condition));
        Condition compiled = Condition.compile(condition, SampleEvents.TYPE);
        for (Map<String, ?> event : EVENTS) {
            assertEquals(
                    oracle.test(event), compiled.test(SampleEvents.event(event)), () -> condition + " on " + event);
        }
    }

    /**
     * In dev.cel fields are members of a variable, and its checker only accepts comparisons of ints with doubles if it does not know the types. {@code has} of
     * a map's member that is null is true in CEL, and that of an optional field of a message is false; the rule language has one {@code has}, the latter.
     */
    private static String inCel(String condition) {
        return condition
                .replaceAll(
                        "\\b(amount|rate|count|limit|state|name|flag|other|tags|location|filed|lost|day|wait)\\b",
                        "e.$1")
                .replaceAll("has\\(([^()]*)\\)", "(has($1) && $1 != null)");
    }

    private static final long SEED = Long.getLong("seed", 20140717);

    /** The syntax that the random conditions must have covered. */
    private static final List<String> CONSTRUCTS = List.of(
            "&&",
            "||",
            "!(",
            " ? ",
            "==",
            "!=",
            "<=",
            ">=",
            " < ",
            " > ",
            " in [",
            " in tags",
            " + ",
            " - ",
            " * ",
            " / ",
            " % ",
            "-(",
            "has(",
            "!has(",
            "size(",
            "startsWith",
            "endsWith",
            "contains",
            "matches",
            "null",
            "timestamp(",
            "duration(",
            "getFullYear()",
            "getMonth()",
            "getDate()",
            "getDayOfMonth()",
            "getDayOfWeek()",
            "getDayOfYear()",
            "getHours()",
            "getMinutes()",
            "getSeconds()",
            "getMilliseconds()",
            "(\"America/New_York\")",
            "(\"+05:30\")",
            " + \"T00:00:00Z\"");

    private static final List<String> MACRO_CONSTRUCTS = List.of(
            "lines.exists(",
            "lines.all(",
            "lines.exists_one(",
            "lines.filter(",
            "lines.map(",
            "tags.exists(",
            "].exists(",
            ".parts.exists(",
            ".labels.all(",
            ".exists(x, has(x.",
            "size(lines.",
            " in codes.",
            "timestamp(x.date)",
            "`count`");

    @Test
    void agreesWithCelOnRandomConditions() {
        agreesWithCel(RandomCondition::condition, 2_800, CONSTRUCTS);
    }

    @Test
    void agreesWithCelOnRandomMacros() {
        agreesWithCel(RandomCondition::macro, 2_000, MACRO_CONSTRUCTS);
    }

    private static void agreesWithCel(
            Function<RandomCondition, RandomCondition.Written> kind, int conditions, List<String> constructs) {
        RandomCondition random = new RandomCondition(SEED);
        Map<ConditionResult, Integer> seen = new EnumMap<>(ConditionResult.class);
        Set<String> unmet = new TreeSet<>(constructs);
        int pairs = 0;
        for (int i = 0; i < conditions; i++) {
            RandomCondition.Written condition = kind.apply(random);
            unmet.removeIf(condition.rule()::contains);
            CelOracle oracle = new CelOracle(condition.cel());
            Condition compiled = Condition.compile(condition.rule(), SampleEvents.TYPE);
            for (int j = 0; j < 9; j++) {
                Map<String, Object> event = random.event();
                ConditionResult truth = oracle.test(event);
                assertEquals(
                        truth,
                        compiled.test(SampleEvents.event(event)),
                        () -> condition.rule() + "\non " + event + "\nwith -Dseed=" + SEED);
                seen.merge(truth, 1, Integer::sum);
                pairs++;
            }
        }
        System.out.printf("conditions and dev.cel: seed %d, %,d pairs, %s%n", SEED, pairs, seen);
        assertEquals(Set.of(), unmet, "never made");
        assertTrue(seen.get(ConditionResult.ERROR) > pairs / 50, "errors are too few");
        assertTrue(seen.get(ConditionResult.ERROR) < pairs / 2, "more than half are errors");
        assertTrue(seen.get(ConditionResult.TRUE) >= pairs / 5, "less than a fifth is true");
        assertTrue(seen.get(ConditionResult.FALSE) >= pairs / 5, "less than a fifth is false");
    }

    @Test
    void agreesWithCelOnRandomNumbers() {
        RandomCondition random = new RandomCondition(SEED);
        int pairs = 0;
        int numbers = 0;
        for (int i = 0; i < 1_000; i++) {
            RandomCondition.Written number = random.number();
            CelOracle oracle = new CelOracle(number.cel());
            Formula compiled = Formula.compile(number.rule(), SampleEvents.TYPE);
            for (int j = 0; j < 9; j++) {
                Map<String, Object> event = random.event();
                double expected = oracle.value(event)
                        .filter(Number.class::isInstance) // a field may be null
                        .map(value -> ((Number) value).doubleValue())
                        .filter(Double::isFinite)
                        .orElse(Double.NaN);
                assertEquals(
                        expected,
                        compiled.value(SampleEvents.event(event)),
                        () -> number.rule() + "\non " + event + "\nwith -Dseed=" + SEED);
                numbers += Double.isNaN(expected) ? 0 : 1;
                pairs++;
            }
        }
        System.out.printf("numbers and dev.cel: seed %d, %,d pairs, %,d numbers%n", SEED, pairs, numbers);
        assertTrue(numbers >= pairs / 2, "more than half are errors");
    }
}
