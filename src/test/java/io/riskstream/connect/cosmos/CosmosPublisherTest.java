package io.riskstream.connect.cosmos;

import static io.riskstream.connect.TestOutputs.deadLetter;
import static io.riskstream.connect.TestOutputs.failure;
import static io.riskstream.connect.TestOutputs.publish;
import static io.riskstream.connect.TestOutputs.score;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests what follows from each answer, with a store in memory that gives the answers of a script first. */
final class CosmosPublisherTest {
    private final TestContext context = new TestContext();
    private final ScriptedStore store = new ScriptedStore();
    private final List<Publisher> open = new ArrayList<>();

    /** Keeps documents as Cosmos DB does. */
    private static final class ScriptedStore implements CosmosStore {
        private final Map<String, CosmosDocument> documents = Collections.synchronizedMap(new TreeMap<>());
        private final ConcurrentLinkedQueue<CosmosResult> script = new ConcurrentLinkedQueue<>();
        private final List<CosmosOperation.Kind> kinds = Collections.synchronizedList(new ArrayList<>());
        private volatile Optional<RuntimeException> failure = Optional.empty();
        private volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public List<CosmosResult> execute(List<CosmosOperation> operations) {
            try {
                assertTrue(gate.await(30, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            failure.ifPresent(e -> {
                throw e;
            });
            return operations.stream().map(this::execute).toList();
        }

        private CosmosResult execute(CosmosOperation operation) {
            kinds.add(operation.kind());
            CosmosResult scripted = script.poll();
            if (scripted != null) {
                return scripted;
            }
            String key = operation.container() + "/" + operation.document().id();
            CosmosDocument stored = documents.get(key);
            switch (operation.kind()) {
                case UPSERT -> documents.put(key, operation.document());
                case CREATE -> {
                    if (stored != null) {
                        return CosmosResult.of(409);
                    }
                    documents.put(key, operation.document());
                }
                case PATCH -> {
                    if (stored == null) {
                        return CosmosResult.of(404);
                    }
                    if (stored.version().compareTo(operation.document().version()) > 0) {
                        return CosmosResult.of(412);
                    }
                    documents.put(key, operation.document());
                }
            }
            return CosmosResult.of(200);
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        open.forEach(Publisher::close);
        context.close();
    }

    private Publisher publisher(Object... options) {
        Publisher publisher = new CosmosPublisher(CosmosTest.cosmos(options), store, context);
        open.add(publisher);
        return publisher;
    }

    @Test
    void keepsOneDocumentForEachRecord() {
        Publisher publisher = publisher("partitionKey", "{topic}-{partition} {month} {day} {key}", "ttlSeconds", 60);
        assertEquals(Optional.empty(), publish(publisher, score("p/1", 5, 7, "refer")));
        assertEquals(Optional.empty(), publish(publisher, score("p/1", 5, 8, "accept")));
        assertEquals(Optional.empty(), publish(publisher, score("p/1", 5, 7, "refer")));
        assertEquals(2, store.documents.size());
        CosmosDocument document = store.documents.get("score/claims-0@7");
        assertEquals("claims-0 1970-01 1970-01-01 p/1", document.partitionKey());
        assertEquals(
                Map.of(
                        "key",
                        "p/1",
                        "origin",
                        "claims-0@7",
                        "version",
                        "0000000000000000005-0000000000000000007-0000000000",
                        "timestamp",
                        5L,
                        "outcome",
                        "scored",
                        "ttl",
                        60),
                document.properties());
        assertFalse(document.toString().contains("p/1"));
    }

    @Test
    void keepsTheLatestDocumentOfEachKey() {
        Publisher publisher = publisher("keep", "LATEST");
        assertEquals(Optional.empty(), publish(publisher, score("p/1", 5, 7, "refer")));
        assertEquals(Optional.empty(), publish(publisher, score("p/1", 5, 6, "accept")));
        assertEquals(
                "claims-0@7", store.documents.get("score/p~2f1").properties().get("origin"));
        assertEquals(1, context.count("cosmos.older"));
        assertEquals(Optional.empty(), publish(publisher, score("p/1", 6, 1, "accept")));
        assertEquals(
                "claims-0@1", store.documents.get("score/p~2f1").properties().get("origin"));
        assertEquals(
                List.of(
                        CosmosOperation.Kind.PATCH,
                        CosmosOperation.Kind.CREATE,
                        CosmosOperation.Kind.PATCH,
                        CosmosOperation.Kind.PATCH),
                store.kinds);
    }

    @Test
    void patchesADocumentThatAnotherWorkerHasCreatedMeanwhile() {
        Publisher publisher = publisher("keep", "LATEST");
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 6, "accept")));
        store.script.add(CosmosResult.of(404)); // as if the document did not exist yet
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 7, "refer")));
        assertEquals("claims-0@7", store.documents.get("score/p-1").properties().get("origin"));
    }

    @Test
    void pausesIfADocumentCanNeitherBePatchedNorCreated() {
        for (int i = 0; i < 100_000; i++) {
            store.script.add(CosmosResult.of(i % 2 == 0 ? 404 : 409)); // as with a unique key of the container
        }
        String message = publish(publisher("keep", "LATEST", "retryMillis", 1_000), score("p-1", 5, 7, "refer"))
                .orElseThrow()
                .getMessage();
        assertTrue(message.contains("409") || message.contains("404"), message);
        assertTrue(store.kinds.size() < 100, "requests: " + store.kinds.size());
    }

    @Test
    void writesAgainAfterTheTimeThatTheServerAsksFor() {
        for (int status : List.of(429, 449, 408, 410, 503, 500)) {
            store.script.add(new CosmosResult(status, 0, Duration.ofMillis(30)));
        }
        long start = System.nanoTime();
        assertEquals(Optional.empty(), publish(publisher(), score("p-1", 5, 7, "refer")));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(6 * 30));
        assertEquals(1, context.count("cosmos.throttled"));
        assertEquals(5, context.count("cosmos.retried"));
        assertFalse(context.reports().toString().contains("p-1"));
    }

    @Test
    void leavesItToTheStageWhenTheServerAsksForMoreTimeThanAllowed() {
        store.script.add(new CosmosResult(429, 0, Duration.ofSeconds(100)));
        String message = publish(publisher("retryMillis", 1_000), score("p-1", 5, 7, "refer"))
                .orElseThrow()
                .getMessage();
        assertTrue(message.contains("429"), message);
    }

    @Test
    void refusesTheOneDocumentThatCannotBeStored() {
        Publisher publisher = publisher();
        store.script.add(CosmosResult.of(413));
        assertEquals("publish.too-large", refused(publish(publisher, score("p-1", 5, 7, "refer"))));
        store.script.add(CosmosResult.of(400));
        assertEquals("publish.refused", refused(publish(publisher, score("p-1", 5, 7, "refer"))));
        assertEquals(
                "publish.refused", refused(publish(publisher("keep", "LATEST"), score("/".repeat(400), 5, 7, ""))));
        assertEquals("publish.refused", refused(publish(publisher, score("k".repeat(3_000), 5, 7, ""))));
        assertEquals(
                "publish.too-large",
                refused(publish(publisher("maxBytes", 1_000), score("p-1", 5, 7, "x".repeat(1_000)))));
        assertEquals(
                "publish.refused",
                refused(publish(publisher, new Message("score", Optional.empty(), Optional.empty(), List.of()))));
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 7, "refer")));
    }

    private static String refused(Optional<Throwable> failure) {
        return assertInstanceOf(Publisher.Refused.class, failure.orElseThrow()).code();
    }

    @Test
    void reportsAMissingContainerOrRightAndTriesAgain() {
        Publisher publisher = publisher();
        for (CosmosResult answer : List.of(
                CosmosResult.of(404),
                CosmosResult.of(401),
                CosmosResult.of(403),
                new CosmosResult(400, 1001, Duration.ZERO))) {
            store.script.add(answer);
            assertInstanceOf(
                    Publisher.TopicUnavailable.class,
                    publish(publisher, score("p-1", 5, 7, "refer")).orElseThrow());
        }
        assertTrue(
                context.reports().toString().contains("no such container"),
                context.reports().toString());
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 7, "refer")));
    }

    @Test
    void failsWhatWaitsWhileTheAccountCannotBeReachedAndAfterABug() {
        Publisher publisher = publisher();
        store.failure = Optional.of(new CosmosUnavailableException("Cosmos DB does not answer"));
        assertTrue(publish(publisher, score("p-1", 5, 7, "refer")).isPresent());
        store.failure = Optional.of(new IllegalStateException("quotes p-1"));
        assertTrue(publish(publisher, score("p-1", 5, 7, "refer")).isPresent());
        store.failure = Optional.empty();
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 7, "refer")));
        assertFalse(
                context.reports().toString().contains("p-1"), context.reports().toString());
        assertEquals(0, context.gauge("cosmos.waiting"));
    }

    @Test
    void failsAtOnceWhenTheQueueIsFullAndWhenItIsClosed() {
        Publisher publisher = publisher("queueDocuments", 2);
        store.gate = new CountDownLatch(1);
        List<FutureReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receipts.add(FutureReceipt.of(publisher, score("p-" + i, 5, i, "refer")));
        }
        assertTrue(failure(receipts.get(2)).orElseThrow().getMessage().contains("queueDocuments"));
        store.gate.countDown();
        assertEquals(Optional.empty(), failure(receipts.get(0)));
        assertEquals(Optional.empty(), failure(receipts.get(1)));
        publisher.close();
        assertTrue(publish(publisher, score("p-1", 5, 7, "refer"))
                .orElseThrow()
                .getMessage()
                .contains("closed"));
    }

    @Test
    void storesADeadLetterUnderItsOrigin() {
        assertEquals(Optional.empty(), publish(publisher("keep", "LATEST"), deadLetter(7, new byte[] {0, '{'})));
        Map<String, Object> stored = store.documents.get("letters/claims-0@7").properties();
        assertEquals("AHs=", stored.get("original"));
        assertEquals("schema.required", stored.get("code"));
        assertEquals(Optional.empty(), store.documents.get("letters/claims-0@7").body());
    }

    @Test
    void waitsLongerThanItsOwnRetries() {
        assertTrue(publisher("retryMillis", 60_000).deadline().compareTo(Duration.ofSeconds(60)) > 0);
    }
}
