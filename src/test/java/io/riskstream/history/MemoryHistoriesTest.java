package io.riskstream.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.history.RandomClaims.Message;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryAddition;
import io.riskstream.stage.HistoryReply;
import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryTrim;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.MapHistories;
import io.riskstream.testing.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares histories in memory with those of {@link MapHistories}, which stores the bytes that a server stores. */
class MemoryHistoriesTest {
    private static final long ENOUGH = 1 << 24;

    @Test
    void everyEventGetsTheFeaturesOfAStoredHistory() {
        int trimmed = 0;
        for (int seed = 0; seed < 24; seed++) {
            Random random = new Random(seed);
            List<Message> messages = RandomClaims.messages(random, 300);
            if (seed % 2 == 0) {
                Collections.shuffle(messages, random);
            }
            int most = seed % 3 == 0 ? 5_000 : 10;
            int batchSize = 1 + random.nextInt(20);
            List<Map<String, Object>> expected = features(messages, new MapHistories(), most, batchSize);
            assertEquals(
                    expected,
                    features(messages, new MemoryHistories(ENOUGH, new MapHistories()), most, batchSize),
                    "seed " + seed);
            trimmed += (int) expected.stream()
                    .filter(event -> Boolean.TRUE.equals(event.get("past.truncated")))
                    .count();
        }
        assertTrue(trimmed > 100, "the comparison contains trimmed histories: " + trimmed);
    }

    @Test
    void entitiesWithoutRecentEventsAreRemovedAndCounted() {
        MemoryHistories histories = new MemoryHistories(100_000, new MapHistories());
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            messages.add(new Message(2L * i, "new-" + i, "p" + i, i, 1.0, "TX"));
            messages.add(new Message(2L * i + 1, "hot-" + i, "hot", i, 1.0, "TX"));
        }
        messages.add(new Message(30_000, "again", "p0", 10_000, 1.0, "TX"));
        List<Map<String, Object>> features = features(messages, histories, 10, 64);
        assertTrue(histories.removed() > 8_000, "removed " + histories.removed());
        assertTrue(histories.removed() < 10_000, "removed " + histories.removed());
        assertEquals(10L, features.get(19_999).get("past.count_24h"), "an entity with recent events is kept");
        assertEquals(0L, features.get(20_000).get("past.count_24h"), "the history of p0 was removed");
    }

    @Test
    void aHotEntityAloneTakesBoundedMemory() {
        MemoryHistories histories = new MemoryHistories(100_000, new MapHistories());
        List<Message> messages = new ArrayList<>();
        messages.add(new Message(0, "first", "rare", 0, 1.0, "TX"));
        for (int i = 1; i < 20_000; i++) {
            messages.add(new Message(i, "hot-" + i, "hot", i, 1.0, "TX"));
        }
        messages.add(new Message(20_000, "last", "rare", 20_000, 1.0, "TX"));
        List<Map<String, Object>> features = features(messages, histories, 10, 16);
        assertEquals(0, histories.removed());
        assertEquals(1L, features.get(20_000).get("past.count_24h"), "trimmed entries take no memory");
    }

    @Test
    void requestsOfOtherStagesAreCarriedOutElsewhere() {
        MapHistories others = new MapHistories();
        List<byte[]> found = new ArrayList<>();
        try (MemoryHistories histories = new MemoryHistories(ENOUGH, others)) {
            histories.append(List.of(new OtherRequest(found)));
            assertEquals(1, found.size());
            assertEquals(1, others.size("other"));
            histories.trim(new HistoryTrim("other", List.of(), List.of(new byte[] {1}), cause -> {}));
            assertEquals(0, others.size("other"));
        }
    }

    private static List<Map<String, Object>> features(
            List<Message> messages, Histories histories, int most, int batchSize) {
        List<Map<String, Object>> features = new ArrayList<>();
        try (TestContext context = new TestContext().connectingToStores()) {
            AddHistory stage = RandomClaims.opened(context, unused -> histories, Map.of("most", most));
            for (int from = 0; from < messages.size(); from += batchSize) {
                List<Event> events = messages.subList(from, Math.min(from + batchSize, messages.size())).stream()
                        .map(RandomClaims::event)
                        .toList();
                Outcome[] outcomes = new Outcome[events.size()];
                stage.apply(new Batch(events), (index, outcome) -> outcomes[index] = outcome);
                for (int i = 0; i < outcomes.length; i++) {
                    Outcome.Pass pass = (Outcome.Pass) TestContext.settled(outcomes[i]);
                    features.add(RandomClaims.features(events.get(i), pass));
                }
            }
        }
        return features;
    }

    private record OtherRequest(List<byte[]> found) implements HistoryRequest {
        @Override
        public String key() {
            return "other";
        }

        @Override
        public List<HistoryAddition> additions() {
            return List.of(new HistoryAddition(new byte[] {1}, new byte[] {2}));
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(1);
        }

        @Override
        public void found(HistoryReply reply) {
            found.addAll(reply.entries());
        }

        @Override
        public void failed(String cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void unreadable(String cause) {
            throw new AssertionError(cause);
        }
    }
}
