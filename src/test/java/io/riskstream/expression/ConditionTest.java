package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.Event;
import io.riskstream.event.NullValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    private static final Event EVENT = SampleEvents.event(Map.ofEntries(
            Map.entry("amount", 1500.5),
            Map.entry("count", 7),
            Map.entry("limit", Long.MAX_VALUE),
            Map.entry("state", "TX"),
            Map.entry("name", "Zo\u00eb \ud83d\ude00"),
            Map.entry("flag", true),
            Map.entry("other", NullValue.NULL),
            Map.entry("tags", List.of("a", 1L, 2.5, true, NullValue.NULL, List.of(1L))),
            Map.entry("location.zip", "77001"),
            Map.entry("capital-gains", 10L),
            Map.entry("filed", "2005-08-30T02:15:00.250-05:00"),
            Map.entry("lost", "2005-08-28T23:30:00Z"),
            Map.entry("day", "2005-08-28"),
            Map.entry("wait", "1h30m")));

    private static ConditionResult test(String condition) {
        return Condition.compile(condition, SampleEvents.TYPE).test(EVENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            amount >= 1500;                            TRUE
            amount > 1500.5;                           FALSE
            count == 7.0;                              TRUE
            count < 7.5;                               TRUE
            7.5 > count;                               TRUE
            7.5 <= count;                              FALSE
            state == "TX" && count > 5;                TRUE
            state != 'TX' || flag;                     TRUE
            !flag;                                     FALSE
            !!flag;                                    TRUE
            location.zip.startsWith("77");             TRUE
            location.zip . endsWith ("01");            TRUE
            name.contains("\u00eb");                   TRUE
            name.size() == 5;                          TRUE
            size(name) == 5;                           TRUE
            size(tags) == 6;                           TRUE
            state.matches("^T.$");                     TRUE
            location.zip.matches("70");                TRUE
            location.zip.matches("^70");               FALSE
            state in ["LA", "TX"];                     TRUE
            state in ["LA", "MS",];                    FALSE
            count in [1, 7];                           TRUE
            count in [7.0];                            TRUE
            amount in [1, 1500.5];                     TRUE
            "a" in tags;                               TRUE
            1.0 in tags;                               TRUE
            2.5 in tags;                               TRUE
            3 in tags;                                 FALSE
            true in tags;                              TRUE
            false in tags;                             FALSE
            null in tags;                              TRUE
            other in tags;                             TRUE
            [1.0] in tags;                             TRUE
            tags == ["a", 1, 2.5, true, null, [1]];    TRUE
            tags != ["a"];                             TRUE
            flag ? count == 7 : count == 8;            TRUE
            (flag ? amount : 1) > 1000;                TRUE
            (flag ? null : state) == null;             TRUE
            flag == true;                              TRUE
            other == null;                             TRUE
            other != null;                             FALSE
            other == true;                             FALSE
            other != true;                             TRUE
            state == null;                             FALSE
            other in [true, null];                     TRUE
            `capital-gains` == 10;                     TRUE
            has(state) && has(flag) && !has(rate);     TRUE
            has(other);                                FALSE
            has(other) && other;                       FALSE
            !has(other) || other;                      TRUE
            !has(other) && other == null;              TRUE
            !has(rate) && rate == null;                ERROR
            has(anything);                             FALSE
            count == 7 // and so on;                   TRUE
            true;                                      TRUE
            """)
    void evaluatesConditions(String condition, ConditionResult expected) {
        assertEquals(expected, test(condition));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            1 + 2 * 3 == 7;                            TRUE
            (1 + 2) * 3 == 9;                          TRUE
            10 - 4 - 3 == 3;                           TRUE
            -7 / 2 == -3;                              TRUE
            -7 % 2 == -1;                              TRUE
            7 / 2.0 == 3.5;                            TRUE
            count * 1.5 == 10.5;                       TRUE
            -count == -7;                              TRUE
            - -count == 7;                             TRUE
            0x1F == 31;                                TRUE
            1e3 == 1000;                               TRUE
            .5 == 0.5;                                 TRUE
            1.0 / 0.0 > 1e308;                         TRUE
            0.0 / 0.0 == 0.0 / 0.0;                    FALSE
            0.0 / 0.0 != 0.0 / 0.0;                    TRUE
            0.0 / 0.0 < 1.0;                           FALSE
            0.0 / 0.0 >= 1;                            FALSE
            1 > 0.0 / 0.0;                             FALSE
            0.0 == -0.0;                               TRUE
            9007199254740993 > 9007199254740992.0;     TRUE
            9007199254740993 == 9007199254740992.0;    FALSE
            9223372036854775807 < 9223372036854775808.0; TRUE
            -9223372036854775808 == -9223372036854775808.0; TRUE
            limit - 1 + 1 == limit;                    TRUE
            limit + 1 > 0;                             ERROR
            -limit - 2 < 0;                            ERROR
            limit * 2 > 0;                             ERROR
            -(-9223372036854775808) > 0;               ERROR
            -9223372036854775808 / -1 > 0;             ERROR
            -9223372036854775808 % -1 == 0;            TRUE
            1 / 0 == 1;                                ERROR
            1 % 0 == 1;                                ERROR
            """)
    void calculatesAsCelDoes(String condition, ConditionResult expected) {
        assertEquals(expected, test(condition));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            rate > 1;                                  ERROR
            rate == null;                              ERROR
            rate != rate;                              ERROR
            rate in [1.0];                             ERROR
            rate in tags;                              ERROR
            "a" in more;                               ERROR
            !(rate > 1);                               ERROR
            -rate > 1;                                 ERROR
            rate + count > 1;                          ERROR
            count + rate > 1;                          ERROR
            size(more) == 0;                           ERROR
            rate > 1 ? true : true;                    ERROR
            flag ? true : rate > 1;                    TRUE
            other ? true : true;                       ERROR
            other && true;                             ERROR
            !other;                                    ERROR
            other || flag;                             TRUE
            other && !flag;                            FALSE
            rate > 1 || flag;                          TRUE
            flag || rate > 1;                          TRUE
            rate > 1 && !flag;                         FALSE
            !flag && rate > 1;                         FALSE
            rate > 1 && flag;                          ERROR
            flag && rate > 1;                          ERROR
            rate > 1 || !flag;                         ERROR
            !flag || rate > 1 || flag;                 TRUE
            rate + (rate > 1 ? 1 : 2) > 0;             ERROR
            rate + (count > 1 ? 1 : 2) > 0;            ERROR
            (rate > 1 || flag ? rate : 1.0) > 0;       ERROR
            (count > 1 ? null : rate) == null;         TRUE
            location.point.lat > 1;                    ERROR
            """)
    void propagatesErrorsAsCelDoes(String condition, ConditionResult expected) {
        assertEquals(expected, test(condition));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            "a\\"b" == 'a"b';                          TRUE
            "\\x41\\u0042\\U00000043\\104" == "ABCD";  TRUE
            "\\a\\b\\f\\n\\r\\t\\v\\\\\\?\\'\\`".size() == 11; TRUE
            r"\\d" == "\\\\d";                         TRUE
            R'\\' == "\\\\";                           TRUE
            '''it's''' == "it's";                      TRUE
            "\\U0001F600" == "\ud83d\ude00";           TRUE
            "a" < "b";                                 TRUE
            "a" < "ab";                                TRUE
            "Z" < "a";                                 TRUE
            "\\uFFFD" < "\\U0001F600";                 TRUE
            "\\U0001F600" > "\\uFFFD";                 TRUE
            "\\uD7FF" < "\\U0001F600";                 TRUE
            "" == "";                                  TRUE
            "abc".contains("");                        TRUE
            "abc".matches("");                         TRUE
            """)
    void parsesStringsAsCelDoes(String condition, ConditionResult expected) {
        assertEquals(expected, test(condition));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            timestamp(filed) == timestamp("2005-08-30T07:15:00.25Z");                      TRUE
            timestamp(filed) > timestamp(lost);                                            TRUE
            timestamp(filed) - timestamp(lost) == duration("31h45m250ms");                 TRUE
            timestamp(lost) - timestamp(filed) == duration("-31h45m0.25s");                TRUE
            timestamp(filed) - timestamp(lost) > duration("24h") && flag;                  TRUE
            timestamp(lost) + duration(wait) == timestamp("2005-08-29T01:00:00Z");         TRUE
            duration(wait) + timestamp(lost) == timestamp("2005-08-29T01:00:00Z");         TRUE
            timestamp(lost) - duration(wait) == timestamp("2005-08-28T22:00:00Z");         TRUE
            duration(wait) - duration("2h") == duration("-30m");                           TRUE
            duration(wait) + duration("30m") == duration("2h");                            TRUE
            timestamp(day + "T00:00:00Z") <= timestamp(lost);                              TRUE
            timestamp(timestamp(lost)) == timestamp(lost);                                 TRUE
            duration(duration(wait)) == duration("90m");                                   TRUE
            timestamp(filed) in [timestamp(lost), timestamp(filed)];                       TRUE
            duration(wait) in [duration("90m")];                                           TRUE
            (flag ? timestamp(lost) : timestamp(filed)) == timestamp(lost);                TRUE
            (flag ? null : timestamp(filed)) == null;                                      TRUE
            (flag ? duration("1s") : null) == null;                                        FALSE
            timestamp(lost).getFullYear() == 2005 && timestamp(lost).getMonth() == 7;      TRUE
            timestamp(lost).getDate() == 28 && timestamp(lost).getDayOfMonth() == 27;      TRUE
            timestamp(lost).getDayOfWeek() == 0 && timestamp(lost).getDayOfYear() == 239;  TRUE
            timestamp(lost).getHours() == 23 && timestamp(lost).getMinutes() == 30;        TRUE
            timestamp(filed).getSeconds() == 0 && timestamp(filed).getMilliseconds() == 250; TRUE
            timestamp(lost).getHours("America/New_York") == 19;                            TRUE
            timestamp(lost).getDate("+05:30") == 29 && timestamp(lost).getHours("+05:30") == 5; TRUE
            duration(wait).getHours() == 1 && duration(wait).getMinutes() == 90;           TRUE
            duration("-90.5s").getMinutes() == -1 && duration("-90.5s").getSeconds() == -90; TRUE
            duration("-90.5s").getMilliseconds() == -500;                                  TRUE
            timestamp(state) > timestamp(lost);                                            ERROR
            timestamp(day) > timestamp(lost);                                              ERROR
            timestamp(location.zip + day) > timestamp(lost);                               ERROR
            duration(state) > duration("1h");                                              ERROR
            timestamp(state) > timestamp(lost) || flag;                                    TRUE
            timestamp("9999-12-31T23:59:59Z") + duration(wait) > timestamp(lost);          ERROR
            timestamp("0001-01-01T00:00:00Z") - duration("1ns") < timestamp(lost);         ERROR
            timestamp("9999-12-31T23:59:59Z") + duration("999999999ns") > timestamp(lost); TRUE
            duration("315576000000s") + duration("1ns") > duration("1s");                  ERROR
            duration("-315576000000s") - duration("1ns") < duration("1s");                 ERROR
            duration("315576000000s") - duration("1ns") > duration("1s");                  TRUE
            timestamp(`day` + "T00:00:00Z") == timestamp(lost) - duration("23h30m");       TRUE
            """)
    void calculatesWithTimesAsCelDoes(String condition, ConditionResult expected) {
        assertEquals(expected, test(condition));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            state in [name, "TX"];                     TRUE
            state in [name, location.zip];             FALSE
            count in [amount, count + 1, 7];           TRUE
            count in [limit - 1, 7];                   TRUE
            count in [limit + 1, 7];                   ERROR
            count in [7, rate];                        ERROR
            rate in [7, count];                        ERROR
            amount in [count, 1500.5];                 TRUE
            flag in [other, !flag];                    FALSE
            other in [flag, null];                     TRUE
            null in [other, flag];                     TRUE
            state in [null, other == null ? "TX" : name]; TRUE
            tags in [tags];                            TRUE
            (count in [7, amount]) in [flag && true];  TRUE
            state + "" + name == "TX" + name;          TRUE
            size(state + name) == 7;                   TRUE
            state + name in [name + state, name];      FALSE
            """)
    void searchesListsOfExpressions(String condition, ConditionResult expected) {
        assertEquals(expected, test(condition));
    }

    @Test
    void treatsAValueOfAnotherKindThanDeclaredAsAnError() {
        Event wrong =
                SampleEvents.event(Map.of("state", 1L, "count", "7", "amount", true, "flag", "true", "tags", "a"));
        for (String condition :
                List.of("state == 'TX'", "count == 7", "amount == 1", "flag", "flag == null", "'a' in tags")) {
            assertEquals(
                    ConditionResult.ERROR,
                    Condition.compile(condition, SampleEvents.TYPE).test(wrong),
                    condition);
        }
    }

    @Test
    void acceptsAWholeDoubleForAnIntAndAnIntForADouble() {
        Event event = SampleEvents.event(Map.of("count", 3.0, "amount", 4L));
        assertEquals(
                ConditionResult.TRUE,
                Condition.compile("count == 3 && amount == 4.0", SampleEvents.TYPE)
                        .test(event));
        Event broken = SampleEvents.event(Map.of("count", 3.5));
        assertEquals(
                ConditionResult.ERROR,
                Condition.compile("count > 3", SampleEvents.TYPE).test(broken));
    }

    @Test
    void doesNotCarryAnErrorToTheNextEvent() {
        Condition condition = Condition.compile("amount + count > 8", SampleEvents.TYPE);
        assertEquals(ConditionResult.ERROR, condition.test(SampleEvents.event(Map.of("count", 7))));
        assertEquals(ConditionResult.TRUE, condition.test(EVENT));
        assertEquals(
                ConditionResult.ERROR,
                condition.test(SampleEvents.event(Map.of("amount", NullValue.NULL, "count", 7))));
        assertEquals(ConditionResult.TRUE, condition.test(EVENT));
    }

    @Test
    void listsTheFieldsThatItReads() {
        Condition condition =
                Condition.compile("has(rate) && location.zip in ['1'] || amount > 1 && rate > 2", SampleEvents.TYPE);
        assertEquals(List.of("rate", "location.zip", "amount"), condition.reads());
    }
}
