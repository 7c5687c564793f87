package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.Event;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.NullValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions over lists. Those that CEL has are also compared with dev.cel, see {@link CelOracleTest}. */
class MacrosTest {
    private static final Map<String, Object> TOOL = Map.of(
            "kind",
            "tool",
            "amount",
            400.5,
            "quantity",
            2,
            "open",
            true,
            "date",
            "2005-08-28T23:30:00Z",
            "labels",
            List.of("new", "red"),
            "parts",
            List.of(Map.of("cost", 10.0, "code", "p1", "number", 1), Map.of("cost", 9000.0, "code", "p2")));
    private static final Map<String, Object> CAR = Map.of(
            "kind",
            "car",
            "amount",
            9000L,
            "quantity",
            NullValue.NULL,
            "date",
            "2005-08-30t02:15:00z",
            "loss.zip",
            "77001",
            "labels",
            List.of("old"),
            "parts",
            List.of());
    private static final Map<String, Object> UNKNOWN = Map.of("kind", "boat");

    private static final Event EVENT = SampleEvents.event(Map.of(
            "lines",
            List.of(TOOL, CAR, UNKNOWN),
            "parties",
            List.of(),
            "codes",
            List.of("A1", "B2"),
            "sizes",
            List.of(3L, 4.0, 5L),
            "shares",
            List.of(0.5, 1L),
            "tags",
            List.of("a", 1L, 2.5, true, NullValue.NULL, List.of(1L)),
            "table",
            List.of(List.of(1L, "x"), List.of(2L)),
            "count",
            2,
            "state",
            "car"));

    private static ConditionResult test(String condition) {
        return Condition.compile(condition, SampleEvents.TYPE).test(EVENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            lines.exists(x, x.amount >= 9000);                                            TRUE
            lines.exists(x, x.amount > 9000);                                             ERROR
            lines.exists(x, has(x.amount) && x.amount > 9000);                            FALSE
            lines.all(x, x.amount < 9000);                                                FALSE
            lines.all(x, x.amount <= 9000);                                               ERROR
            lines.all(x, !has(x.amount) || x.amount <= 9000);                             TRUE
            lines.exists_one(x, x.kind == "car");                                         TRUE
            lines.exists_one(x, x.kind != "car");                                         FALSE
            lines.exists_one(x, x.amount >= 9000);                                        ERROR
            lines.exists(x, x.quantity == null);                                          TRUE
            lines.exists(x, has(x.quantity) && x.quantity > 1);                           TRUE
            lines.filter(x, has(x.quantity)).size() == 1;                                 TRUE
            size(lines.filter(x, x.kind in ["car", "boat"])) == 2;                        TRUE
            size(lines.map(x, x.kind)) == 3;                                              TRUE
            lines.map(x, x.kind) == ["tool", "car", "boat"];                              TRUE
            lines.map(x, has(x.amount), x.amount) == [400.5, 9000];                       TRUE
            lines.map(x, x.amount).exists(a, a > 1);                                      ERROR
            "car" in lines.map(x, x.kind);                                                TRUE
            "van" in lines.map(x, x.kind);                                                FALSE
            lines.exists(x, x.kind == state);                                             TRUE
            lines.exists(x, x.loss.zip.startsWith("77"));                                 TRUE
            lines.exists(x, "red" in x.labels);                                           TRUE
            lines.exists(x, x.labels.exists(l, l.contains("ol")));                        TRUE
            lines.exists(x, x.parts.exists(p, p.cost >= 9000));                           TRUE
            lines.exists(x, x.kind == "car" && x.parts.exists(p, p.cost >= 9000));        FALSE
            lines.filter(x, has(x.parts)).all(x, x.parts.all(p, p.cost > x.amount));      FALSE
            lines.filter(x, has(x.parts)).map(x, x.parts).exists(p, size(p) == 2);        TRUE
            lines.filter(x, has(x.parts)).map(x, x.parts).exists(p, p.exists(q, q.code == "p2")); TRUE
            lines.exists(x, lines.exists(y, y.amount > 20 * x.amount));                   TRUE
            lines.exists(count, count.kind == "tool" && `count` == 2);                    TRUE
            lines.exists(x, codes.exists(x, x == "A1"));                                  TRUE
            lines.exists(x, x.open);                                                      TRUE
            lines.exists(x, timestamp(x.date).getFullYear() == 2005);                     TRUE
            parties.exists(p, p.role == "driver");                                        FALSE
            parties.all(p, p.role == "driver");                                           TRUE
            parties.exists_one(p, p.role == "driver");                                    FALSE
            size(parties) == 0;                                                           TRUE
            parties == [];                                                                TRUE
            lines == [];                                                                  FALSE
            lines == null;                                                                FALSE
            more.exists(m, true);                                                         ERROR
            codes.exists(c, c.startsWith("B"));                                           TRUE
            codes.filter(c, c > "A9") == ["B2"];                                          TRUE
            sizes.exists(s, s % 2 == 0);                                                  TRUE
            sizes.map(s, s * 2) == [6, 8, 10];                                            TRUE
            shares.map(s, s / 2) == [0.25, 0.5];                                          TRUE
            tags.exists(t, t == "a") && tags.exists(t, t == 1.0) && !tags.exists(t, t == 7); TRUE
            tags.exists(t, t > 2);                                                        TRUE
            tags.exists(t, 3 > t);                                                        TRUE
            tags.all(t, t > 2);                                                           FALSE
            tags.exists(t, t > 5);                                                        ERROR
            tags.exists(t, t);                                                            TRUE
            tags.exists(t, t == null);                                                    TRUE
            tags.exists(t, size(t) == 1);                                                 TRUE
            tags.exists(t, t.exists(u, u == 1));                                          TRUE
            tags.exists(t, tags.exists(u, t < u));                                        TRUE
            tags.exists(t, t in [2.5]) && tags.exists(t, t in tags);                      TRUE
            tags.exists(t, t + "b" == "ab");                                              TRUE
            table.exists(row, row.exists(cell, cell == "x"));                             TRUE
            table.exists(row, "x" in row) && table.all(row, size(row) > 0);               TRUE
            [1, 2, 3].exists(n, n == count);                                              TRUE
            ["a", 1].exists(n, n == "a");                                                 TRUE
            (count == 2 ? codes : more).exists(c, c == "A1");                             TRUE
            (count == 2 ? sizes : codes).exists(c, c == 3);                               TRUE
            """)
    void readsTheElementsOfLists(String condition, ConditionResult expected) {
        assertEquals(expected, test(condition));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            sum(lines.filter(x, has(x.amount)).map(x, x.amount));                         9400.5
            sum(lines.map(x, has(x.amount), x.amount));                                   9400.5
            lines.map(x, has(x.quantity), x.amount * x.quantity).sum();                   801
            sum(lines.map(x, x.amount));                                                  NaN
            sum(lines.map(x, x.quantity));                                                NaN
            sum(sizes);                                                                   12
            sum(sizes) / 5;                                                               2
            sum(shares);                                                                  1.5
            sum([1, 2.5]);                                                                3.5
            sum(tags);                                                                    NaN
            sum(tags.filter(t, t == 1 || t == 2.5));                                      3.5
            sum([9223372036854775807, 1]);                                                NaN
            sum(sizes.filter(s, s > 9));                                                  0
            max(sizes.filter(s, s > 9));                                                  NaN
            min(sizes.filter(s, s > 9));                                                  NaN
            size(sizes.filter(s, s > 9)) > 0 ? max(sizes.filter(s, s > 9)) : 0;           0
            max(sizes);                                                                   5
            min(sizes);                                                                   3
            max(shares) + min(shares);                                                    1.5
            max(lines.map(x, has(x.amount), x.amount));                                   9000
            max(lines.map(x, x.quantity));                                                NaN
            max([1, 2.5]);                                                                2.5
            size(max(codes));                                                             2
            (max(lines.map(x, has(x.date), timestamp(x.date))) - min(lines.map(x, has(x.date), timestamp(x.date)))).getHours(); 26
            sum(lines.map(x, has(x.date), timestamp(x.date) - timestamp("2005-08-28T00:00:00Z"))).getMinutes(); 4425
            size(lines);                                                                  3
            size(lines.map(x, x.amount));                                                 NaN
            """)
    void computesWithTheElementsOfLists(String formula, double expected) {
        assertEquals(expected, Formula.compile(formula, SampleEvents.TYPE).value(EVENT));
    }

    @Test
    void treatsAnElementThatIsNotAnObjectAsCelDoes() {
        Event event = SampleEvents.event(Map.of("lines", List.of(NullValue.NULL, "text", Map.of("amount", 5.0))));
        Map<String, ConditionResult> expected = new LinkedHashMap<>();
        expected.put("lines.exists(x, x.amount == 5)", ConditionResult.TRUE);
        expected.put("lines.all(x, has(x.amount))", ConditionResult.ERROR);
        expected.put("lines.exists_one(x, x == null)", ConditionResult.TRUE);
        expected.put("lines.filter(x, x != null).size() == 2", ConditionResult.TRUE);
        expected.forEach((condition, result) -> assertEquals(
                result, Condition.compile(condition, SampleEvents.TYPE).test(event), condition));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            0.12345678901234567890 in tags;                         TRUE
            0.12345678901234567890 in shares;                       TRUE
            1 in shares;                                            FALSE
            shares.exists(s, s == 0.12345678901234567890);          TRUE
            shares.exists(s, s > 18446744073709551615.0);           FALSE
            shares.exists(s, s > 9223372036854775807);              TRUE
            shares.all(s, s > 0);                                   TRUE
            tags.exists(s, s == 18446744073709551616.0);            TRUE
            tags.exists(s, s > 2) && tags.exists(s, 1 > s);         TRUE
            tags.exists(s, tags.exists(t, s < t));                  TRUE
            tags == shares;                                         TRUE
            sum(shares) >= 18446744073709551615.0;                  TRUE
            max(tags) >= 18446744073709551615.0;                    TRUE
            more.exists(m, m > 1);                                  TRUE
            sum(more) > 1;                                          ERROR
            """)
    void readsNumbersOfMoreDigitsThanADoubleHas(String condition, ConditionResult expected) {
        List<Object> numbers =
                List.of(new ExactNumber("0.12345678901234567890"), new ExactNumber("18446744073709551616"));
        Event event = SampleEvents.event(
                Map.of("shares", numbers, "tags", numbers, "more", List.of(new ExactNumber("1e400"))));
        assertEquals(expected, Condition.compile(condition, SampleEvents.TYPE).test(event));
    }

    @Test
    void readsTheListAsAField() {
        Condition condition = Condition.compile(
                "count > 1 && lines.exists(x, x.kind == state && x.parts.exists(p, p.cost > 1))", SampleEvents.TYPE);
        assertEquals(List.of("count", "lines", "state"), condition.reads());
    }

    @Test
    void endsInAnErrorIfListsInEachOtherTakeTooManySteps() {
        List<Object> sizes = Collections.nCopies(300, (Object) 1L);
        List<Object> more = Collections.nCopies(1_000, (Object) 1L);
        String condition = "%s.exists(x, %<s.exists(y, x + y == 3))";

        assertEquals(
                ConditionResult.FALSE,
                Condition.compile(condition.formatted("sizes"), SampleEvents.TYPE)
                        .test(SampleEvents.event(Map.of("sizes", sizes))));
        Condition tooMany = Condition.compile(condition.formatted("sizes"), SampleEvents.TYPE);
        assertEquals(ConditionResult.ERROR, tooMany.test(SampleEvents.event(Map.of("sizes", more))));
        assertEquals(ConditionResult.FALSE, tooMany.test(SampleEvents.event(Map.of("sizes", sizes))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sizes.exists(x, state.matches('y'))",
                "sizes.all(x, !state.contains('y'))",
                "sizes.exists(x, codes.exists(y, y.endsWith('y')))",
                "sizes.map(x, size(state)).exists(y, y == 1)",
                "sizes.exists(x, 'y' in more)",
                "sizes.exists(x, more == ['y'])",
                "sum(sizes.map(x, sum(sizes.map(y, y)))) == 7"
            })
    void countsTheLengthOfStringsAndListsAsSteps(String condition) {
        Event event = SampleEvents.event(Map.of(
                "sizes",
                Collections.nCopies(1_000, (Object) 1L),
                "state",
                "x".repeat(10_000),
                "codes",
                List.of("x".repeat(10_000)),
                "more",
                Collections.nCopies(10_000, (Object) "x")));
        assertEquals(
                ConditionResult.ERROR,
                Condition.compile(condition, SampleEvents.TYPE).test(event));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            lines.exists(x, x.amount >= 9000);                       {lines.1.amount=9000}
            lines.all(x, x.amount < 9000);                           {lines.1.amount=9000}
            lines.exists(x, x.kind == "car" && has(x.amount));       {lines.1.kind=car, lines.1.amount=9000}
            lines.exists(x, x.amount > 9000);                        {lines.2.amount=missing}
            lines.exists(x, x.quantity > 5);                         {lines.1.quantity=null}
            lines.exists(x, x.kind == "van");                        {}
            lines.all(x, has(x.kind));                               {}
            parties.exists(p, p.role == "driver");                   {}
            more.exists(m, true);                                    {}
            lines.exists_one(x, x.kind == "car");                    {lines.1.kind=car}
            lines.exists(x, x.parts.exists(p, p.cost >= 9000));      {lines.0.parts.1.cost=9000.0}
            lines.exists(x, x.kind == "tool" && x.parts.exists(p, p.cost >= 9000)); {lines.0.kind=tool, lines.0.parts.1.cost=9000.0}
            lines.exists(x, "red" in x.labels);                      {lines.0.labels=[new, red]}
            codes.exists(c, c == "B2");                              {codes.1=B2}
            tags.exists(t, t == null);                               {tags.4=null}
            table.exists(row, row.exists(c, c == 2));                {table.1=[2]}
            [1, 2].exists(n, n == 2);                                {}
            lines.filter(x, x.kind != "tool").exists(y, y.amount > 1); {lines.1.kind=car, lines.1.amount=9000}
            lines.map(x, x.amount).exists(a, a > 1);                 {lines.2.amount=missing}
            size(lines.filter(x, x.kind != "tool")) == 2;            {lines.1.kind=car, lines.2.kind=boat}
            sum(lines.map(x, has(x.amount), x.amount)) > 1;          {lines.0.amount=400.5, lines.1.amount=9000}
            max(lines.map(x, has(x.amount), x.amount)) > 1;          {lines.1.amount=9000}
            min(lines.map(x, has(x.amount), x.amount)) > 1;          {lines.0.amount=400.5}
            max(lines.map(x, x.amount)) > 1;                         {lines.2.amount=missing}
            min(parties.map(p, size(p.role))) > 1;                   {}
            min(lines.map(x, x.kind == "van", x.amount)) > 1;        {}
            count == 3 || sizes.exists(s, s == 4);                   {sizes.1=4.0}
            """)
    void namesTheElementsThatDecided(String condition, String expected) {
        Condition compiled = Condition.compile(condition, SampleEvents.TYPE);
        Map<String, Object> shown = new LinkedHashMap<>();
        Map<String, Optional<Object>> items = compiled.decidingItems(EVENT);
        items.forEach((path, value) -> shown.put(path, value.orElse("missing")));

        assertEquals(expected, shown.toString());
        compiled.decidingItems(SampleEvents.event(Map.of()));
        assertEquals(test(condition), compiled.test(EVENT), "the explanation has changed the result");
    }
}
