package io.riskstream.api.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.OutputOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReadQueryTest {
    private static final Set<String> NAMES =
            Set.of("pipeline", "decision", "limit", "after", "since", "until", "all", "key");

    private static ReadQuery query(String text) {
        return ReadQuery.of(RequestOf.query(text), NAMES);
    }

    private static String detail(String text, Consumer<ReadQuery> read) {
        ProblemException problem = assertThrows(ProblemException.class, () -> read.accept(query(text)), text);
        assertEquals(400, problem.problem().status());
        return problem.problem().detail();
    }

    @Test
    void readsEachKindOfParameter() {
        ReadQuery query = query("pipeline=flood&limit=7&since=2026-03-01T00:00:00Z&all&key=");
        assertEquals(Optional.of("flood"), query.text("pipeline"));
        assertEquals(7, query.limit());
        assertEquals(Optional.of(Instant.parse("2026-03-01T00:00:00Z")), query.time("since"));
        assertTrue(query.flag("all"));
        assertEquals(Optional.empty(), query.text("key"));
        assertEquals(50, query("").limit());
        assertFalse(query("all=false").flag("all"));
        assertFalse(query("").flag("all"));
    }

    @Test
    void aMisspeltParameterIsRefusedWithTheRightName() {
        String detail = detail("descision=refer", query -> {});
        assertTrue(detail.contains("'descision'") && detail.contains("decision'"), detail);
    }

    @Test
    void wrongValuesAreRefused() {
        for (String limit : List.of("0", "501", "-1", "x", "99999999999")) {
            assertTrue(detail("limit=" + limit, ReadQuery::limit).contains("1 to 500"));
        }
        for (String time : List.of("yesterday", "2026-03-01", "+999999999-01-01T00:00:00Z", "-3000-01-01T00:00:00Z")) {
            String encoded = time.replace("+", "%2B");
            assertTrue(detail("since=" + encoded, query -> query.time("since")).contains("'since'"), time);
        }
        assertTrue(detail("key=a%00b", query -> query.text("key")).contains("U+0000"));
        assertTrue(
                detail("key=" + "x".repeat(1_001), query -> query.text("key")).contains("1000 characters"));
        assertTrue(detail("key=a&key=b", query -> query.text("key")).contains("more than once"));
    }

    @Test
    void aCursorIsThePositionOfTheLastItem() {
        OutputOrder position = new OutputOrder(-5, "a-topic-0@7", "flood claims \u00e9");
        assertEquals(
                Optional.of(position), query("after=" + Cursor.text(position)).after());
    }

    @Test
    void aForgedCursorIsRefused() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        for (String text : List.of("x", "1\n2", "one\na-0@1\np", "1\na\0\np", "-9223372036854775808\na-0@1\np")) {
            String cursor = base64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
            assertTrue(detail("after=" + cursor, ReadQuery::after).contains("'after'"), text);
        }
        assertTrue(detail("after=%25%25", ReadQuery::after).contains("'after'"));
        assertTrue(detail(
                        "after=" + base64.encodeToString(new byte[] {'1', '\n', (byte) 0xFF, '\n', 'p'}),
                        ReadQuery::after)
                .contains("'after'"));
    }
}
