package io.riskstream.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Timeline;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageRunner;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportSpansTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final Header SAMPLED = Header.of("traceparent", "00-" + TRACE + "-" + PARENT + "-01");
    private static final Header NOT_SAMPLED = Header.of("traceparent", "00-" + TRACE + "-" + PARENT + "-00");

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build();
    private final TestContext context = new TestContext();
    private final ExportSpans stage = new ExportSpans();

    ExportSpansTest() {
        stage.open(context, telemetry);
    }

    @AfterEach
    void close() {
        telemetry.close();
        context.close();
    }

    private static Event event(Header... headers) {
        return TestEvents.event(
                Instant.EPOCH, "{\"policy\":\"P-77\"}".getBytes(StandardCharsets.UTF_8), List.of(headers));
    }

    private static Timeline timeline(long boundMillis) {
        return Timeline.begin(millis(boundMillis), millis(7), 0)
                .then(List.of("enrich.queue", "enrich.apply", "enrich.wait"), new long[] {0, millis(1), millis(30)}, 0);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private List<SpanData> spans() {
        return exported.getFinishedSpanItems().stream()
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos)
                        .thenComparing(SpanData::getEndEpochNanos, Comparator.reverseOrder()))
                .toList();
    }

    @Test
    void aSlowEventOfASampledTraceHasASpanForEachStep() {
        assertTrue(stage.apply(event(SAMPLED).withTimeline(timeline(20))) instanceof Outcome.Pass);
        long end = millis(context.clock().millis());
        List<SpanData> spans = spans();
        assertEquals(
                List.of(context.pipeline(), Timeline.SOURCE, "enrich.apply", "enrich.wait"),
                spans.stream().map(SpanData::getName).toList());
        SpanData whole = spans.get(0);
        assertEquals(TRACE, whole.getTraceId());
        assertEquals(PARENT, whole.getParentSpanId());
        assertEquals(end - millis(38), whole.getStartEpochNanos());
        assertEquals(end, whole.getEndEpochNanos());
        for (SpanData step : spans.subList(1, 4)) {
            assertEquals(TRACE, step.getTraceId());
            assertEquals(whole.getSpanId(), step.getParentSpanId());
        }
        assertEquals(whole.getStartEpochNanos(), spans.get(1).getStartEpochNanos());
        assertEquals(spans.get(1).getEndEpochNanos(), spans.get(2).getStartEpochNanos());
        assertEquals(spans.get(2).getEndEpochNanos(), spans.get(3).getStartEpochNanos());
        assertEquals(end, spans.get(3).getEndEpochNanos());
        assertFalse(spans.toString().contains("P-77"), "a span contains a value of the event");
    }

    @Test
    void otherEventsHaveNoSpans() {
        stage.apply(event(SAMPLED));
        stage.apply(event(SAMPLED).withTimeline(timeline(1_000)));
        stage.apply(event().withTimeline(timeline(0)));
        stage.apply(event(NOT_SAMPLED).withTimeline(timeline(0)));
        stage.apply(event(SAMPLED, SAMPLED).withTimeline(timeline(0)));
        stage.apply(event(Header.of("traceparent", "00-" + TRACE + "-" + PARENT + "-0"))
                .withTimeline(timeline(0)));
        assertEquals(List.of(), spans());
    }

    @Test
    void theWaitForTheStageBeforeIsInTheTrace() {
        Promise answer = new Promise();
        Stage waiting = new Stage() {
            @Override
            public StageSpec spec() {
                return StageSpec.named("publish").completingWithin(Duration.ofSeconds(1));
            }

            @Override
            public Outcome apply(Event event) {
                return Outcome.later(answer, Duration.ofSeconds(1), Outcome::pass);
            }
        };
        StageRunner<String> runner = new StageRunner<>(
                List.of(waiting, stage),
                new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                10,
                context,
                () -> {});
        Timeline begun = Timeline.begin(0, millis(7), context.ticker().getAsLong());
        runner.accept("input", new Batch(List.of(event(SAMPLED).withTimeline(begun))));
        context.advance(Duration.ofMillis(12));
        answer.complete(Outcome.pass());
        assertTrue(runner.drain());
        assertEquals(
                List.of(context.pipeline(), Timeline.SOURCE, "publish.wait"),
                spans().stream().map(SpanData::getName).toList());
        SpanData wait = spans().get(2);
        assertEquals(millis(12), wait.getEndEpochNanos() - wait.getStartEpochNanos());
    }
}
