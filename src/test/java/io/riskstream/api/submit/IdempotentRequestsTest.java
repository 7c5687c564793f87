package io.riskstream.api.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.Uninterruptibles;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Carries out requests in a simulated world, in which an instance of the API ends at any step, acknowledgements are lost, and events of a dead instance reach
 * the topic late.
 */
class IdempotentRequestsTest {
    private static final long DELIVERY_MILLIS = 3_000;
    private static final Duration LEASE = Duration.ofMillis(DELIVERY_MILLIS + 2_000);
    private static final IdempotencyKey KEY = IdempotencyKey.of("caller", "pipeline", "key");
    private static final String BODY = "body";

    /** The instance has ended: nothing that it does has an effect any more. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private record Late(long atMillis, String key) {}

    /** The store, the topic and the time, which outlive the instances. */
    private static final class World {
        final Random random;
        final Map<String, String> values = new HashMap<>();
        final Map<String, Long> expiries = new HashMap<>();
        final List<String> topic = new ArrayList<>();
        final List<Late> late = new ArrayList<>();
        long now = 1_000_000;

        World(long seed) {
            random = new Random(seed);
        }

        void pass(long millis) {
            now += millis;
            late.removeIf(event -> {
                boolean arrives = event.atMillis() <= now;
                if (arrives) {
                    topic.add(event.key());
                }
                return arrives;
            });
        }

        Origin position(int offset) {
            return new Origin("topic", 0, offset, 0, Optional.empty(), List.of());
        }
    }

    /** One run of the API, which ends after a number of steps. */
    private static class Instance implements IdempotencyStore, Publisher {
        private final World world;
        private int steps;
        final IdempotentRequests requests;

        Instance(World world, int steps) {
            this.world = world;
            this.steps = steps;
            this.requests = requests(Runnable::run, Runnable::run);
        }

        IdempotentRequests requests(Executor arriving, Executor following) {
            return new IdempotentRequests(
                    new EventTopic("topic", this, (code, message) -> {}),
                    this::find,
                    this,
                    Duration.ofHours(24),
                    LEASE,
                    () -> Instant.ofEpochMilli(world.now),
                    arriving,
                    following);
        }

        private void step() {
            if (--steps < 0) {
                throw new Killed();
            }
        }

        @Override
        public Optional<String> putIfAbsent(String key, String value, Duration keep) {
            step();
            Optional<String> present = read(key);
            if (present.isEmpty()) {
                write(key, value, keep);
            }
            step();
            return present;
        }

        @Override
        public void put(String key, String value, Duration keep) {
            step();
            write(key, value, keep);
            step();
        }

        @Override
        public Optional<String> get(String key) {
            step();
            return read(key);
        }

        private Optional<String> read(String key) {
            return Optional.ofNullable(world.values.get(key)).filter(value -> world.expiries.get(key) > world.now);
        }

        private void write(String key, String value, Duration keep) {
            world.values.put(key, value);
            world.expiries.put(key, world.now + keep.toMillis());
        }

        CompletableFuture<Map<String, Origin>> find(Set<String> wanted, long sinceMillis) {
            step();
            Map<String, Origin> found = new HashMap<>();
            for (int i = 0; i < world.topic.size(); i++) {
                if (wanted.contains(world.topic.get(i))) {
                    found.putIfAbsent(world.topic.get(i), world.position(i));
                }
            }
            return CompletableFuture.completedFuture(found);
        }

        @Override
        public void publish(Message message, Receipt receipt) {
            step();
            String key = message.headers().stream()
                    .filter(header -> header.name().equals(IdempotencyKey.HEADER))
                    .map(Header::value)
                    .map(value -> new String(value, StandardCharsets.UTF_8))
                    .findFirst()
                    .orElseThrow();
            switch (world.random.nextInt(4)) {
                case 0 -> {
                    // the acknowledgement is lost; the event arrives within the delivery timeout
                    world.late.add(new Late(world.now + world.random.nextInt((int) DELIVERY_MILLIS), key));
                    fail(receipt);
                }
                case 1 -> fail(receipt); // the event is lost
                default -> {
                    world.topic.add(key);
                    int offset = world.topic.size() - 1;
                    step();
                    receipt.acknowledged(0, offset);
                }
            }
        }

        /** Fails as a producer does: from another thread, after the send. */
        private static void fail(Receipt receipt) {
            Thread producer = new Thread(() -> receipt.failed(new IllegalStateException("no acknowledgement")));
            producer.start();
            try {
                producer.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Duration deadline() {
            return Duration.ofMillis(DELIVERY_MILLIS);
        }

        @Override
        public void close() {}
    }

    private static Map<Integer, EventRecord> events(int count) {
        Map<Integer, EventRecord> events = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            events.put(i, new EventRecord(Optional.empty(), new byte[0], List.of()));
        }
        return events;
    }

    @Test
    void everyEventIsInTheTopicOnceWhateverEndsBetween() {
        int killed = 0;
        int repeated = 0;
        for (long seed = 0; seed < 3_000; seed++) {
            World world = new World(seed);
            int count = 1 + world.random.nextInt(3);
            Instance instance = new Instance(world, world.random.nextInt(25));
            Optional<IdempotentRequests.Results> results = Optional.empty();
            for (int attempt = 0; attempt < 200 && results.isEmpty(); attempt++) {
                try {
                    results = Optional.of(instance.requests
                                    .send(KEY, BODY, count, events(count))
                                    .join())
                            .filter(IdempotentRequestsTest::isComplete);
                } catch (Killed | CompletionException | ProblemException e) {
                    if (isKilled(e)) {
                        killed++;
                        instance = new Instance(world, attempt < 20 ? world.random.nextInt(25) : 1_000);
                    } else {
                        assertInstanceOf(ProblemException.class, e instanceof CompletionException ? e.getCause() : e);
                    }
                }
                world.pass(world.random.nextInt(4_000));
            }
            assertTrue(results.isPresent(), "seed " + seed + " got no result");
            world.pass(DELIVERY_MILLIS);
            assertEquals(count, world.topic.size(), "seed " + seed + ": " + world.topic);
            for (int i = 0; i < count; i++) {
                EventTopic.Sent.Stored stored = assertInstanceOf(
                        EventTopic.Sent.Stored.class, results.get().byIndex().get(i));
                assertEquals(
                        KEY.ofEvent(i), world.topic.get((int) stored.origin().offset()), "seed " + seed);
            }
            IdempotentRequests.Results again = new Instance(world, 1_000)
                    .requests
                    .send(KEY, BODY, count, events(count))
                    .join();
            assertTrue(again.repeated());
            assertEquals(results.get().byIndex(), again.byIndex());
            repeated++;
        }
        assertTrue(killed > 1_000 && repeated > 1_000, killed + " kills, " + repeated + " repetitions");
    }

    private static boolean isComplete(IdempotentRequests.Results results) {
        return results.byIndex().values().stream().allMatch(EventTopic.Sent.Stored.class::isInstance);
    }

    private static boolean isKilled(RuntimeException failure) {
        return failure instanceof Killed || failure.getCause() instanceof Killed;
    }

    /** A process that was suspended between its reservation and its send must not send beside a repetition. */
    @Test
    void anAttemptThatBeginsTooLateDoesNotSend() {
        World world = new World(1);
        Instance instance = new Instance(world, 1_000) {
            @Override
            public Optional<String> putIfAbsent(String key, String value, Duration keep) {
                Optional<String> present = super.putIfAbsent(key, value, keep);
                world.pass(LEASE.toMillis());
                return present;
            }
        };
        CompletableFuture<IdempotentRequests.Results> late = instance.requests.send(KEY, BODY, 1, events(1));
        CompletionException failure = assertThrows(CompletionException.class, late::join);
        assertEquals(503, ((ProblemException) failure.getCause()).problem().status());
        world.pass(DELIVERY_MILLIS);
        assertEquals(List.of(), world.topic);
    }

    /** A producer without memory takes each event slowly. */
    @Test
    void eventsThatTheProducerTakesTooLateAreLeftToARepetition() {
        World world = new World(1);
        Instance slow = new Instance(world, 1_000) {
            @Override
            public void publish(Message message, Receipt receipt) {
                world.pass(400);
                world.topic.add("sent at " + world.now);
                receipt.acknowledged(0, world.topic.size() - 1);
            }
        };
        long begin = world.now;
        Map<Integer, EventTopic.Sent> sent =
                slow.requests.send(KEY, BODY, 10, events(10)).join().byIndex();
        assertEquals(
                List.of("sent at " + (begin + 400), "sent at " + (begin + 800), "sent at " + (begin + 1_200)),
                world.topic);
        assertInstanceOf(EventTopic.Sent.Stored.class, sent.get(2));
        for (int i = 3; i < 10; i++) {
            assertInstanceOf(EventTopic.Sent.Unknown.class, sent.get(i));
        }
        Reservation.Pending pending = assertInstanceOf(
                Reservation.Pending.class,
                Reservation.of(world.values.values().iterator().next()));
        assertEquals(begin, pending.firstMillis());
    }

    /** While a search takes longer than its lock, another repetition may search and send. */
    @Test
    void aSearchThatTakesLongerThanItsLockSendsNothingAndLeavesTheLockOfAnother() {
        World world = new World(1);
        String reservation = "riskstream:idempotency:" + KEY.digest();
        String lock = reservation + ":lock";
        Instance instance = new Instance(world, 1_000) {
            @Override
            CompletableFuture<Map<String, Origin>> find(Set<String> wanted, long sinceMillis) {
                world.pass(SentEvents.TIMEOUT.plus(LEASE).toMillis() + 1);
                put(lock, "another", Duration.ofMinutes(1));
                return super.find(wanted, sinceMillis);
            }
        };
        instance.put(
                reservation,
                new Reservation.Pending(BODY, world.now - 60_000, world.now - 60_000, "dead").text(),
                Duration.ofHours(1));
        CompletableFuture<IdempotentRequests.Results> late = instance.requests.send(KEY, BODY, 1, events(1));
        CompletionException failure = assertThrows(CompletionException.class, late::join);
        assertEquals(503, ((ProblemException) failure.getCause()).problem().status());
        world.pass(DELIVERY_MILLIS);
        assertEquals(List.of(), world.topic);
        assertEquals(Optional.of("another"), instance.get(lock));
    }

    @Test
    void anotherBodyIsAConflict() {
        World world = new World(1);
        Instance instance = new Instance(world, 1_000);
        while (!isComplete(instance.requests.send(KEY, BODY, 1, events(1)).join())) {
            world.values.clear(); // the simulated broker lost it: begin again
        }
        CompletableFuture<IdempotentRequests.Results> other = instance.requests.send(KEY, "another body", 1, events(1));
        CompletionException failure = assertThrows(CompletionException.class, other::join);
        assertEquals(409, ((ProblemException) failure.getCause()).problem().status());
    }

    /** The store of the requests answers when the test says so. */
    @Test
    void aRequestWaitsForTheStoreOnAThreadOfItsOwnAndTooManyAreRejected() throws Exception {
        World world = new World(1);
        CountDownLatch answers = new CountDownLatch(1);
        Instance instance = new Instance(world, 1_000_000) {
            @Override
            public synchronized Optional<String> putIfAbsent(String key, String value, Duration keep) {
                Uninterruptibles.awaitUninterruptibly(answers);
                return Optional.of(new Reservation.Done(BODY, List.of(Optional.of("topic-0@7"))).text());
            }
        };
        try (StoreThreads threads = new StoreThreads()) {
            IdempotentRequests requests = instance.requests(threads.arriving(), threads.following());
            List<CompletableFuture<IdempotentRequests.Results>> sent = new ArrayList<>();
            int beyond = 0;
            // each send returns: with the first ones in the store, the next ones wait until no more may
            while (beyond < 3) {
                CompletableFuture<IdempotentRequests.Results> next = requests.send(
                        IdempotencyKey.of("caller", "pipeline", "key-" + sent.size()), BODY, 1, events(1));
                sent.add(next);
                assertTrue(sent.size() < 10 * StoreThreads.MAX_WAITING, "no request was rejected");
                if (next.isCompletedExceptionally()) {
                    CompletionException failure = assertThrows(CompletionException.class, next::join);
                    Problem problem = ((ProblemException) failure.getCause()).problem();
                    assertEquals(503, problem.status());
                    assertTrue(problem.retryAfter().isPresent());
                    beyond++;
                }
            }
            assertTrue(sent.size() > StoreThreads.MAX_WAITING, "rejected after " + sent.size());
            assertTrue(sent.stream().noneMatch(each -> each.isDone() && !each.isCompletedExceptionally()));
            answers.countDown();
            for (CompletableFuture<IdempotentRequests.Results> each : sent) {
                if (!each.isCompletedExceptionally()) {
                    assertTrue(each.get(60, TimeUnit.SECONDS).repeated());
                }
            }
            // the places are free again
            assertTrue(requests.send(KEY, BODY, 1, events(1))
                    .get(60, TimeUnit.SECONDS)
                    .repeated());
        }
    }
}
