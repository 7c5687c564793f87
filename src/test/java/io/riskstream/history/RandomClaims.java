package io.riskstream.history;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Random claims of few policies as messages of a topic, and the features that a stage gives them. */
final class RandomClaims {
    static final long HOUR = 3_600_000;
    private static final long START = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();

    record Message(long offset, String id, String policy, long time, Double amount, String state) {
        boolean hasContentOf(Message other) {
            return time == other.time
                    && String.valueOf(amount).equals(String.valueOf(other.amount))
                    && String.valueOf(state).equals(String.valueOf(other.state));
        }
    }

    private static final FieldSource CLAIM = new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("policy", FieldType.STRING),
                    new Field("at", FieldType.LONG),
                    new Field("amount", FieldType.DOUBLE),
                    new Field("state", FieldType.STRING));
        }
    };

    private static final Map<String, Object> OPTIONS = Map.of(
            "name", "past",
            "entity", "policy:{policy}",
            "time", "at",
            "amount", "amount",
            "distinct", List.of("state"),
            "windows", List.of("24h", "10d", "100d"),
            "most", 5_000);
    static final History HISTORY = new History(OPTIONS);
    static final EventType TYPE = new EventType(List.of(CLAIM, HISTORY));

    static final int[] WINDOW_HOURS = {24, 10 * 24, 100 * 24};

    private RandomClaims() {}

    /** Returns an opened stage whose store the context provides. */
    static AddHistory opened(TestContext context) {
        return opened(
                context,
                unused -> {
                    throw new AssertionError("the test context provides the histories");
                },
                "PASS");
    }

    static AddHistory opened(TestContext context, HistoryStore store, String onError) {
        return opened(context, store, Map.of("onError", onError));
    }

    /** Returns an opened stage whose history has some other options. */
    static AddHistory opened(TestContext context, HistoryStore store, Map<String, Object> changed) {
        Map<String, Object> options = new TreeMap<>(OPTIONS);
        options.putAll(changed);
        History history = new History(options);
        AddHistory stage = new AddHistory(new EventType(List.of(CLAIM, history)), store, Map.of());
        stage.open(context);
        return stage;
    }

    /** Returns messages in the order of their offsets: late ones, corrections, repetitions, equal times, and some without amount or state. */
    static List<Message> messages(Random random, int count) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(10);
            Message earlier = messages.isEmpty() ? null : messages.get(random.nextInt(messages.size()));
            if (kind == 0 && earlier != null) {
                messages.add(new Message(
                        i, earlier.id(), earlier.policy(), earlier.time(), earlier.amount(), earlier.state()));
            } else if (kind == 1 && earlier != null) {
                messages.add(
                        new Message(i, earlier.id(), earlier.policy(), time(random), amount(random), earlier.state()));
            } else {
                messages.add(new Message(
                        i,
                        "claim-" + i,
                        "p" + random.nextInt(4),
                        time(random),
                        random.nextInt(8) == 0 ? null : amount(random),
                        random.nextInt(8) == 0 ? null : "S" + random.nextInt(3)));
            }
        }
        return messages;
    }

    private static long time(Random random) {
        // few different hours, so that equal times and events at the border of a window occur
        return START + 12 * HOUR * random.nextInt(300);
    }

    private static Double amount(Random random) {
        return random.nextInt(10_000) / 7.0;
    }

    static List<Map<String, Object>> all(AddHistory stage, List<Message> messages) {
        return messages.stream()
                .map(message -> actual(stage, message))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    static Map<String, Object> actual(AddHistory stage, Message message) {
        Event event = event(message);
        return features(event, (Outcome.Pass) TestContext.settled(stage.apply(event)));
    }

    /** Returns the features that an outcome adds to an event, by path. */
    static Map<String, Object> features(Event event, Outcome.Pass pass) {
        FieldValues values = event.with(pass.patch()).values();
        Map<String, Object> features = new TreeMap<>();
        HISTORY.fields().forEach(field -> {
            int slot = TYPE.slot(field.path());
            if (values.isPresent(slot)) {
                features.put(field.path(), values.object(slot));
            }
        });
        return features;
    }

    static Event event(Message message) {
        FieldValues values = new FieldValues(4);
        values.setString(0, message.policy());
        values.setInteger(1, message.time());
        if (message.amount() != null) {
            values.setNumber(2, message.amount());
        }
        if (message.state() != null) {
            values.setString(3, message.state());
        }
        Origin origin = new Origin("claims", 0, message.offset(), START, Optional.empty(), List.of());
        return Event.of(origin, new byte[0])
                .with(Patch.NONE.withFields(0, values).withId(message.id()));
    }
}
