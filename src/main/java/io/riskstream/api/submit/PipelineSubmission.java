package io.riskstream.api.submit;

import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.pipeline.ParsingContext;
import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.publish.TraceHeaders;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Receives the events of one pipeline: checks them, sends the valid ones, and returns the outcome of each. Safe for many threads. */
final class PipelineSubmission implements AutoCloseable {
    private static final String UNKNOWN =
            "Kafka did not acknowledge the event in time; it may be stored all the same. Repeat the request; with an Idempotency-Key it is never stored twice";

    private final ServedPipeline pipeline;
    private final EventFormat format;
    private final ParsingContext context;
    private final EventCheck check;
    private final EventTopic topic;
    private final SentEvents sentEvents;
    private final Optional<IdempotentRequests> idempotent;

    /**
     * Opens the stages and the producer. The broker may be away.
     *
     * @param store keeps idempotency keys; empty if requests may have none
     * @param threads call the store
     */
    PipelineSubmission(
            ServedPipeline pipeline, SubmitSettings settings, Optional<IdempotencyStore> store, StoreThreads threads) {
        this.pipeline = pipeline;
        this.format = new EventFormat(pipeline.parser(), settings.maxEvents());
        this.context = new ParsingContext(pipeline.name());
        this.check = EventCheck.of(pipeline, context);
        Kafka kafka = pipeline.kafka().withDeliveryTimeout(settings.deliveryTimeout());
        this.topic = new EventTopic(pipeline.topic(), context.publisher(kafka), context::report);
        this.sentEvents = new SentEvents(pipeline.topic(), kafka);
        this.idempotent = store.map(keys -> new IdempotentRequests(
                topic,
                sentEvents,
                keys,
                settings.keepKeys(),
                settings.lease(),
                InstantSource.system(),
                threads.arriving(),
                threads.following()));
    }

    /**
     * The outcomes of the events of a request.
     *
     * @param many true if the response lists them
     * @param repeated true if an earlier request with the same idempotency key has sent them
     */
    record Results(boolean many, List<EventResult> events, boolean repeated) {}

    /** True if the topic can be written to. It blocks for up to 50 ms. */
    boolean isReady() {
        return topic.isReady();
    }

    /**
     * Carries out a request.
     *
     * @return fails with a {@link ProblemException} if no event was looked at
     */
    CompletableFuture<Results> submit(ApiRequest request) {
        EventFormat.Events events =
                format.events(request.header("Content-Type"), request.header("Content-Encoding"), request.body());
        List<Header> headers = traceHeaders(request);
        List<CheckedEvent> checked = new ArrayList<>(events.values().size());
        Map<Integer, EventRecord> valid = new LinkedHashMap<>();
        for (byte[] value : events.values()) {
            CheckedEvent result = check.check(Event.of(arriving(headers), value));
            if (result instanceof CheckedEvent.Valid accepted) {
                valid.put(checked.size(), record(accepted.event(), headers));
            }
            checked.add(result);
        }
        Optional<String> key = request.header(IdempotencyKey.REQUEST_HEADER);
        if (valid.isEmpty()) {
            return CompletableFuture.completedFuture(new Results(events.many(), results(checked, Map.of()), false));
        }
        if (key.isEmpty()) {
            return send(valid).thenApply(sent -> new Results(events.many(), results(checked, sent), false));
        }
        return requests()
                .send(key(request, key.get()), IdempotencyKey.digest(request.body()), checked.size(), valid)
                .thenApply(sent -> new Results(events.many(), results(checked, sent.byIndex()), sent.repeated()));
    }

    private IdempotentRequests requests() {
        return idempotent.orElseThrow(() -> new ProblemException(Problem.of(
                400, "this server keeps no idempotency keys; send the request without the header Idempotency-Key")));
    }

    private IdempotencyKey key(ApiRequest request, String key) {
        if (!IdempotencyKey.isValid(key)) {
            throw new ProblemException(Problem.of(
                    400,
                    "the header Idempotency-Key must have 1 to " + IdempotencyKey.MAX_LENGTH + " characters of ASCII"));
        }
        return IdempotencyKey.of(request.caller().name(), pipeline.name(), key);
    }

    private Origin arriving(List<Header> headers) {
        return new Origin(pipeline.topic(), 0, 0, System.currentTimeMillis(), Optional.empty(), headers);
    }

    private static EventRecord record(Event event, List<Header> headers) {
        return new EventRecord(event.key().map(key -> key.getBytes(StandardCharsets.UTF_8)), event.original(), headers);
    }

    private CompletableFuture<Map<Integer, EventTopic.Sent>> send(Map<Integer, EventRecord> events) {
        Map<Integer, CompletableFuture<EventTopic.Sent>> sends = new HashMap<>();
        events.forEach((index, event) -> sends.put(index, topic.send(event)));
        return CompletableFuture.allOf(sends.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<Integer, EventTopic.Sent> results = new HashMap<>();
                    sends.forEach((index, sent) -> results.put(index, sent.join()));
                    return results;
                });
    }

    private List<EventResult> results(List<CheckedEvent> checked, Map<Integer, EventTopic.Sent> sent) {
        List<EventResult> results = new ArrayList<>(checked.size());
        for (int i = 0; i < checked.size(); i++) {
            results.add(result(checked.get(i), Optional.ofNullable(sent.get(i))));
        }
        return results;
    }

    private EventResult result(CheckedEvent checked, Optional<EventTopic.Sent> sent) {
        if (sent.orElse(null) instanceof EventTopic.Sent.Stored stored) {
            // also an event that the schema no longer accepts, if an earlier request has sent it
            String origin = stored.origin().toString();
            Optional<String> id =
                    checked instanceof CheckedEvent.Valid valid ? valid.event().ownId() : Optional.empty();
            return new EventResult.Accepted(pipeline.name(), id.orElse(origin), origin);
        } else if (checked instanceof CheckedEvent.Invalid invalid) {
            return new EventResult.Invalid(invalid.rejections());
        } else if (checked instanceof CheckedEvent.Undecided undecided) {
            return new EventResult.NotStored(503, "the event cannot be checked now: " + undecided.cause());
        } else if (sent.orElse(null) instanceof EventTopic.Sent.Refused refused) {
            return new EventResult.NotStored(413, refused.message());
        }
        return new EventResult.NotStored(503, UNKNOWN);
    }

    private static List<Header> traceHeaders(ApiRequest request) {
        List<Header> headers = new ArrayList<>();
        request.headerValues("traceparent").forEach(value -> headers.add(Header.of("traceparent", value)));
        request.headerValues("tracestate").forEach(value -> headers.add(Header.of("tracestate", value)));
        return TraceHeaders.of(headers);
    }

    /** Closes the producer, then the stages. No request may be carried out at this time. */
    @Override
    public void close() {
        sentEvents.close();
        check.close();
        context.close();
    }
}
