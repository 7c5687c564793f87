package io.riskstream.connect.cosmos;

import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes the documents of one {@link Cosmos} on one worker. {@link #publish} puts a document into a queue; one thread writes what waits. After an answer that
 * asks for a retry, a document waits for as long as the server says, at least for a growing pause, and is written again; after {@code retryMillis} it fails, and its stage
 * publishes it again, without limit.
 */
final class CosmosPublisher implements Publisher {
    /** More documents at once gain nothing: the client divides them by partition, and sends at most 100 in one request. */
    private static final int MAX_DOCUMENTS = 200;

    private static final long MAX_BYTES = 4_000_000;
    private static final long IDLE_POLL_MILLIS = 200;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long MAX_PAUSE_MILLIS = 5_000;
    /** Changes of a document's operation without a pause. */
    private static final int MAX_CHANGES = 4;

    private static final long UNAVAILABLE_PAUSE_MILLIS = 500;
    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(15);

    /** A document that waits to be written, with its receipt. */
    private static final class Pending implements Delayed {
        private final String container;
        private final CosmosDocument document;
        private final Receipt receipt;
        private final long since = System.nanoTime();
        private CosmosOperation.Kind kind;
        private int attempts;
        private int changes;
        private long due = since;

        private Pending(String container, CosmosDocument document, CosmosOperation.Kind kind, Receipt receipt) {
            this.container = container;
            this.document = document;
            this.kind = kind;
            this.receipt = receipt;
        }

        private CosmosOperation operation() {
            return new CosmosOperation(kind, container, document);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.signum(due - ((Pending) other).due);
        }
    }

    private final Cosmos cosmos;
    private final CosmosStore store;
    private final StageContext context;
    private final CosmosMetrics metrics;
    private final PartitionKeyTemplate partitionKeys;
    private final DelayQueue<Pending> queue = new DelayQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread writer;
    /** When each container was first found unavailable. Only the writer uses it. */
    private final Map<String, Long> unavailableSince = new HashMap<>();

    private volatile boolean closed;

    CosmosPublisher(Cosmos cosmos, CosmosStore store, StageContext context) {
        this.cosmos = cosmos;
        this.store = store;
        this.context = context;
        this.metrics = new CosmosMetrics(context.metrics(), cosmos.name(), waiting::get);
        this.partitionKeys = cosmos.partitionKey();
        this.writer = new Thread(this::write, "cosmos-" + cosmos.name());
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void publish(Message message, Receipt receipt) {
        CosmosDocument document;
        try {
            document = CosmosDocument.of(message, cosmos, partitionKeys);
        } catch (Refused e) {
            metrics.countRefused();
            receipt.failed(e);
            return;
        }
        if (closed) {
            receipt.failed(closed());
        } else if (waiting.incrementAndGet() > cosmos.queueDocuments()) {
            waiting.decrementAndGet();
            receipt.failed(new CosmosUnavailableException("the queue to Cosmos DB is full (option queueDocuments)"));
        } else {
            boolean patched = cosmos.keep() == Cosmos.Keep.LATEST && document.scored();
            queue.add(new Pending(
                    message.topic(),
                    document,
                    patched ? CosmosOperation.Kind.PATCH : CosmosOperation.Kind.UPSERT,
                    receipt));
            if (closed) {
                failQueued(); // the thread may have ended before the document was added
            }
        }
    }

    private static CosmosUnavailableException closed() {
        return new CosmosUnavailableException("the connection to Cosmos DB is closed");
    }

    /** A document may wait for a whole batch, and then for as long as the sink retries. A document that was given up and is written all the same does no harm. */
    @Override
    public Duration deadline() {
        return Duration.ofMillis(3L * cosmos.requestTimeoutMillis() + cosmos.retryMillis())
                .plus(DEADLINE_MARGIN);
    }

    // ---- The writer's thread ----

    private void write() {
        List<Pending> batch = new ArrayList<>(MAX_DOCUMENTS);
        try {
            while (!closed) {
                try {
                    takeBatch(batch);
                    if (!batch.isEmpty()) {
                        write(batch);
                    }
                } catch (CosmosUnavailableException e) {
                    context.report(cosmos.name(), e.getMessage());
                    queue.drainTo(batch); // what is due
                    batch.forEach(pending -> fail(pending, e));
                    TimeUnit.MILLISECONDS.sleep(UNAVAILABLE_PAUSE_MILLIS);
                } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
                    // a bug here must not end the thread; the message is left out, because it could quote a document
                    String problem =
                            "internal error of the writer: " + e.getClass().getName();
                    context.report(cosmos.name(), problem);
                    batch.forEach(pending -> fail(pending, new CosmosUnavailableException(problem)));
                } finally {
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            // only close() interrupts this thread
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            failQueued();
        }
    }

    private void takeBatch(List<Pending> batch) throws InterruptedException {
        Pending first = queue.poll(IDLE_POLL_MILLIS, TimeUnit.MILLISECONDS);
        long bytes = 0;
        for (Pending next = first;
                next != null;
                next = batch.size() < MAX_DOCUMENTS && bytes < MAX_BYTES ? queue.poll() : null) {
            batch.add(next);
            bytes += next.document.bytes();
        }
    }

    private void write(List<Pending> batch) {
        long start = System.nanoTime();
        List<CosmosResult> results =
                store.execute(batch.stream().map(Pending::operation).toList());
        metrics.recordRequest(System.nanoTime() - start);
        for (int i = 0; i < results.size(); i++) {
            Pending pending = batch.get(i);
            batch.set(i, null);
            handle(pending, results.get(i));
        }
    }

    private void handle(Pending pending, CosmosResult result) {
        CosmosAnswer answer = CosmosAnswer.of(pending.kind, result);
        if (answer != CosmosAnswer.UNAVAILABLE) {
            unavailableSince.remove(pending.container);
        }
        switch (answer) {
            case STORED -> {
                metrics.countWritten();
                complete(pending);
            }
            case OLDER -> {
                metrics.countOlder();
                complete(pending);
            }
            case CREATE -> change(pending, CosmosOperation.Kind.CREATE, result);
            case PATCH -> change(pending, CosmosOperation.Kind.PATCH, result);
            case RETRY -> retry(pending, result);
            case TOO_LARGE ->
                refuse(pending, RejectionCode.PUBLISH_TOO_LARGE, "Cosmos DB answers that the document is too large");
            case REFUSED ->
                refuse(
                        pending,
                        RejectionCode.PUBLISH_REFUSED,
                        "Cosmos DB cannot store the document (status 400, sub-status " + result.subStatus() + ")");
            case UNAVAILABLE -> unavailable(pending, result);
        }
    }

    /**
     * Writes a document at once as another kind of operation. It pauses if the kind has changed often: a container with unique keys refuses to create a
     * document without having one to patch.
     */
    private void change(Pending pending, CosmosOperation.Kind kind, CosmosResult result) {
        pending.kind = kind;
        pending.changes++;
        if (pending.changes > MAX_CHANGES) {
            retry(pending, result);
        } else {
            writeAgain(pending, kind, 0);
        }
    }

    private void retry(Pending pending, CosmosResult result) {
        metrics.countRetry(result.status());
        String problem = "Cosmos DB answers " + result.status() + " for container " + pending.container;
        context.report(cosmos.name(), problem + "; the document is written again");
        long pause = Math.max(result.retryAfter().toMillis(), pause(pending.attempts));
        pending.attempts++;
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - pending.since);
        if (waited + pause > cosmos.retryMillis()) {
            fail(pending, new CosmosUnavailableException(problem));
        } else {
            writeAgain(pending, pending.kind, pause);
        }
    }

    /** Returns the pause before another attempt: twice as long each time, shortened at random by up to half. */
    private static long pause(int attempts) {
        long pause = Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempts, 10));
        return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    }

    private void writeAgain(Pending pending, CosmosOperation.Kind kind, long pauseMillis) {
        pending.kind = kind;
        pending.due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        queue.add(pending);
    }

    private void unavailable(Pending pending, CosmosResult result) {
        String reason =
                switch (result.status()) {
                    case 404 -> "there is no such container or database";
                    case 400 ->
                        "its partition key has another path than '/" + cosmos.partitionKeyName()
                                + "' (option partitionKeyName)";
                    default -> "this client has no right to write to it";
                };
        String problem = "container " + pending.container + ": " + reason + " (status " + result.status()
                + ", sub-status " + result.subStatus() + ")";
        context.report(cosmos.name(), problem);
        long now = System.nanoTime();
        long since = unavailableSince.computeIfAbsent(pending.container, unknown -> now);
        fail(pending, new TopicUnavailable(Duration.ofNanos(now - since), problem));
    }

    private void refuse(Pending pending, String code, String problem) {
        metrics.countRefused();
        fail(pending, new Refused(code, problem));
    }

    private void complete(Pending pending) {
        waiting.decrementAndGet();
        pending.receipt.acknowledged();
    }

    private void fail(Pending pending, Exception cause) {
        if (pending != null) { // null if it has a result
            waiting.decrementAndGet();
            pending.receipt.failed(cause);
        }
    }

    private void failQueued() {
        List<Pending> all = new ArrayList<>();
        queue.removeIf(all::add);
        all.forEach(pending -> fail(pending, closed()));
    }

    /** Ends the thread. Documents that wait fail; their events are not acknowledged. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        failQueued();
    }
}
