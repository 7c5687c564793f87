package io.riskstream.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.history.RandomClaims.Message;
import io.riskstream.testing.MapHistories;
import io.riskstream.testing.TestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares the features of random events with a plain model that reads its messages one by one, as the Javadoc of {@link History} states what counts. */
class HistoryPropertyTest {
    private static final EventHash HASH = new EventHash();

    @Test
    void featuresAreThoseOfThePlainModelInAnyOrderOfProcessing() {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            List<Message> messages = RandomClaims.messages(random, 120);
            List<Message> order = new ArrayList<>(messages);
            Collections.shuffle(order, random);
            try (TestContext context = new TestContext()) {
                AddHistory stage = RandomClaims.opened(context);
                List<Message> known = new ArrayList<>();
                for (Message message : order) {
                    known.add(message);
                    assertEquals(
                            expected(message, known),
                            RandomClaims.actual(stage, message),
                            "seed " + seed + ", " + message);
                }
            }
        }
    }

    @Test
    void aReplayOfEverythingTwiceGivesTheFeaturesOfTheFirstTime() {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            List<Message> messages = RandomClaims.messages(random, 120);
            try (TestContext context = new TestContext()) {
                AddHistory stage = RandomClaims.opened(context);
                List<Map<String, Object>> first = RandomClaims.all(stage, messages);
                MapHistories stored = context.histories();
                Map<String, Integer> sizes = sizes(stored);
                assertEquals(first, RandomClaims.all(stage, messages), "seed " + seed);
                List<Message> reversed = new ArrayList<>(messages);
                Collections.reverse(reversed);
                List<Map<String, Object>> again = RandomClaims.all(stage, reversed);
                Collections.reverse(again);
                assertEquals(first, again, "seed " + seed + ", in reverse order");
                assertEquals(sizes, sizes(stored), "a replay adds nothing");
            }
        }
    }

    @Test
    void messagesThatAreSentAgainGetTheFeaturesOfTheFirstTime() {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            // without corrections: one message an event
            Map<String, Message> byId = new TreeMap<>();
            RandomClaims.messages(random, 120)
                    .forEach(message -> byId.putIfAbsent(message.id() + message.policy(), message));
            List<Message> messages = byId.values().stream()
                    .sorted((a, b) -> Long.compare(a.offset(), b.offset()))
                    .toList();
            List<Message> sentAgain = messages.stream()
                    .map(sent -> new Message(
                            sent.offset() + 10_000, sent.id(), sent.policy(), sent.time(), sent.amount(), sent.state()))
                    .toList();
            try (TestContext context = new TestContext()) {
                AddHistory stage = RandomClaims.opened(context);
                assertEquals(RandomClaims.all(stage, messages), RandomClaims.all(stage, sentAgain), "seed " + seed);
            }
        }
    }

    private static Map<String, Integer> sizes(MapHistories stored) {
        return stored.keys().stream().collect(Collectors.toMap(key -> key, stored::size));
    }

    /** The plain model: for each other event, the latest version that arrived before; then each window by itself. */
    private static Map<String, Object> expected(Message event, List<Message> known) {
        long arrived = event.offset();
        List<Message> own = known.stream()
                .filter(message -> sameEvent(message, event) && message.offset() <= event.offset())
                .sorted((a, b) -> Long.compare(b.offset(), a.offset()))
                .toList();
        for (Message version : own) {
            if (!version.hasContentOf(event)) {
                break;
            }
            arrived = version.offset();
        }
        Map<String, Message> latest = new HashMap<>();
        for (Message message : known) {
            boolean counts = message.policy().equals(event.policy())
                    && !sameEvent(message, event)
                    && message.offset() <= arrived;
            if (counts) {
                latest.merge(message.id(), message, (a, b) -> a.offset() > b.offset() ? a : b);
            }
        }
        List<Message> before = latest.values().stream()
                .filter(message -> message.time() < event.time())
                .toList();
        Map<String, Object> features = new TreeMap<>();
        for (int hours : RandomClaims.WINDOW_HOURS) {
            String window = hours == 24 ? "24h" : hours / 24 + "d";
            List<Message> inside = before.stream()
                    .filter(message -> message.time() >= event.time() - hours * RandomClaims.HOUR)
                    .toList();
            features.put("past.count_" + window, (long) inside.size());
            features.put(
                    "past.distinct_state_" + window,
                    inside.stream()
                            .map(Message::state)
                            .filter(state -> state != null)
                            .distinct()
                            .count());
            // the latest first, as documented; equal times are added in the order of the ids' hashes
            List<Double> amounts = inside.stream()
                    .sorted((a, b) -> a.time() != b.time()
                            ? Long.compare(b.time(), a.time())
                            : Long.compare(HASH.of(b.id()), HASH.of(a.id())))
                    .map(Message::amount)
                    .filter(amount -> amount != null)
                    .toList();
            double sum = 0;
            for (double amount : amounts) {
                sum += amount;
            }
            features.put("past.sum_" + window, sum);
            if (!amounts.isEmpty()) {
                features.put("past.mean_" + window, sum / amounts.size());
                features.put("past.max_" + window, Collections.max(amounts));
            }
        }
        if (!before.isEmpty()) {
            long last = before.stream().mapToLong(Message::time).max().getAsLong();
            long first = before.stream().mapToLong(Message::time).min().getAsLong();
            features.put("past.since_last", (event.time() - last) / 1000);
            features.put("past.first_seen", Instant.ofEpochMilli(first).toString());
        }
        features.put("past.truncated", false);
        return features;
    }

    private static boolean sameEvent(Message one, Message other) {
        return one.id().equals(other.id()) && one.policy().equals(other.policy());
    }
}
