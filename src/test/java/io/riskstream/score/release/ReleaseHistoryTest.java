package io.riskstream.score.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReleaseHistoryTest {
    private static Release release(long from, String active) {
        return new Release("flood", from, active, Optional.empty(), Optional.empty(), "release", "test", "");
    }

    private static String activeAt(ReleaseHistory history, long timestamp) {
        return history.at(timestamp).map(Release::active).orElse("initial");
    }

    @Test
    void aReleaseAppliesFromItsFirstTimestampToTheNextOne() {
        ReleaseHistory history =
                ReleaseHistory.EMPTY.with(release(100, "a"), 50).with(release(200, "b"), 150);
        assertEquals("initial", activeAt(history, 99));
        assertEquals("a", activeAt(history, 100));
        assertEquals("a", activeAt(history, 199));
        assertEquals("b", activeAt(history, 200));
        assertEquals("b", activeAt(history, Long.MAX_VALUE));
    }

    @Test
    void aReleaseNeverChangesHowEarlierEventsAreScored() {
        ReleaseHistory history =
                ReleaseHistory.EMPTY.with(release(100, "a"), 50).with(release(0, "b"), 300);
        assertEquals("a", activeAt(history, 299));
        assertEquals("b", activeAt(history, 300));
    }

    @Test
    void aLaterEntryReplacesReleasesThatWouldBeginWithItOrLater() {
        ReleaseHistory history = ReleaseHistory.EMPTY
                .with(release(100, "a"), 50)
                .with(release(900, "scheduled"), 60)
                .with(release(200, "rollback"), 150);
        assertEquals("rollback", activeAt(history, 1_000));
        assertEquals("c", activeAt(history.with(release(200, "c"), 160), 200));
    }

    /** The order of the log decides, so a worker that reads it entry by entry and one that reads it at once agree for every timestamp that has passed. */
    @Test
    void anEntryNeverChangesTimestampsBeforeItsAcceptance() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            ReleaseHistory history = ReleaseHistory.EMPTY;
            TreeMap<Long, String> scored = new TreeMap<>();
            long now = 0;
            for (int i = 0; i < 30; i++) {
                now += random.nextInt(1, 20);
                history = history.with(release(now + random.nextInt(-50, 50), "v" + i), now);
                for (int event = 0; event < 5; event++) {
                    // an event of the past or of this moment is scored now
                    long timestamp = Math.max(0, now - random.nextInt(60));
                    scored.putIfAbsent(timestamp, activeAt(history, timestamp));
                }
                now++;
            }
            ReleaseHistory last = history;
            scored.forEach((timestamp, active) -> assertEquals(active, activeAt(last, timestamp)));
        }
    }

    @Test
    void messagesAreReadAsTheyWereWritten() throws InvalidReleaseException {
        Release canary = new Release(
                "flood",
                1_700_000_000_123L,
                "aa",
                Optional.of("bb"),
                Optional.of(new Canary("cc", 2.5)),
                "canary",
                "ana",
                "a \"quoted\" reason");
        assertEquals(canary, ReleaseMessage.parse(canary.toBytes()));
        assertEquals(canary.after(7), ReleaseMessage.parse(canary.after(7).toBytes()));
        ScorecardVersion version = new ScorecardVersion(
                "flood", "3", "aa", "scorecard.yaml", java.util.Map.of("scorecard.yaml", "scorecard: flood\n"));
        assertEquals(version, ReleaseMessage.parse(version.toBytes()));
    }

    @Test
    void otherEntriesAreInvalid() {
        for (String text : List.of(
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "{\"type\": \"other\"}",
                "{\"type\": {}}",
                "{\"type\": \"release\"}",
                "{\"type\": \"release\", \"scorecard\": \"flood\", \"from\": \"yesterday\", \"active\": \"a\", \"command\": \"\", \"by\": \"\", \"reason\": \"\"}",
                "{\"type\": \"release\", \"scorecard\": \"flood\", \"from\": \"2026-01-01T00:00:00Z\", \"active\": \"a\", \"canary\": {\"hash\": \"b\", \"percent\": 100}, \"command\": \"\", \"by\": \"\", \"reason\": \"\"}",
                "{\"type\": \"release\", \"scorecard\": \"flood\", \"from\": \"2026-01-01T00:00:00Z\", \"active\": \"a\", \"canary\": \"b\", \"command\": \"\", \"by\": \"\", \"reason\": \"\"}",
                "{\"type\": \"release\", \"scorecard\": \"flood\", \"from\": \"+1000000000-12-31T23:59:59Z\", \"active\": \"a\", \"command\": \"\", \"by\": \"\", \"reason\": \"\"}",
                "{\"type\": \"scorecard\", \"scorecard\": \"flood\", \"version\": \"1\", \"hash\": \"a\", \"file\": \"x\", \"files\": \"x\"}",
                "[".repeat(100_000),
                "{\"type\": \"scorecard\", \"scorecard\": \"flood\", \"version\": \"1\", \"hash\": \"a\", \"file\": \"x\", \"files\": {}}")) {
            assertThrows(
                    InvalidReleaseException.class,
                    () -> ReleaseMessage.parse(text.getBytes(StandardCharsets.UTF_8)),
                    text);
        }
    }
}
