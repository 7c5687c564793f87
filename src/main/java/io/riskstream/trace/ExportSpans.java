package io.riskstream.trace;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Timeline;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.text.TraceParent;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Exports the trace of an event: a span for the event, and a child span for each step of its time line, such as {@code enrich.wait}. The parent is the span in
 * the header {@code traceparent} of the record. Put the stage after the one that publishes, so that the time until the acknowledgement is part of the trace.
 *
 * <p>An event has spans if its sender sampled the trace, and if it took longer than the latency budget of the spout ({@code budgetMillis}); with a budget of 0,
 * every sampled event. All others pass at the cost of two comparisons. A step that is repeated, as the wait of an attempt, has one span with the sum.
 *
 * <p>Spans contain the origin of the event and the names of steps, and no values of the event. The spans are made when the event has left all earlier stages, so
 * an event that is in flight when its worker dies has none until it is read again.
 *
 * <p>The library is OpenTelemetry's API. Its exporter is configured on the worker, by environment variables or system properties {@code otel.*} with {@code
 * otel.java.global-autoconfigure.enabled=true}; without a configuration, nothing is exported.
 */
public final class ExportSpans implements Stage {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file, the last constructor argument. */
    public static final Options.Declared OPTIONS = Options.of("span stage")
            .optional("name", Options.Kind.TEXT, "spans", "the stage's name in metrics and messages");

    private static final String TRACEPARENT = "traceparent";
    private static final String INSTRUMENTATION = "io.riskstream";

    private final String name;

    private transient Tracer tracer;
    private transient StageContext context;

    /** Creates a stage with default options. */
    public ExportSpans() {
        this(Map.of());
    }

    /**
     * Creates a stage.
     *
     * @throws IllegalArgumentException if an option is invalid
     */
    public ExportSpans(Map<String, Object> options) {
        this.name = OPTIONS.read(options).text("name");
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named(name).readingTimeline();
    }

    @Override
    public void open(StageContext opened) {
        open(opened, GlobalOpenTelemetry.get());
    }

    void open(StageContext opened, OpenTelemetry telemetry) {
        context = opened;
        tracer = telemetry.getTracer(INSTRUMENTATION);
    }

    @Override
    public Outcome apply(Event event) {
        Optional<Timeline> timeline = event.timeline();
        if (timeline.isPresent() && timeline.get().exceedsBound()) {
            parent(event).ifPresent(parent -> export(event, timeline.get(), parent));
        }
        return Outcome.pass();
    }

    /** Returns the span of the sender, if it sampled the trace. As the specification requires, several headers count as none. */
    private static Optional<SpanContext> parent(Event event) {
        byte[] value = null;
        for (Header header : event.origin().headers()) {
            if (header.name().equals(TRACEPARENT)) {
                if (value != null) {
                    return Optional.empty();
                }
                value = header.value();
            }
        }
        if (value == null || !TraceParent.isSampled(value)) {
            return Optional.empty();
        }
        return Optional.of(SpanContext.createFromRemoteParent(
                TraceParent.traceId(value).orElseThrow(),
                TraceParent.parentId(value).orElseThrow(),
                TraceFlags.getSampled(),
                TraceState.getDefault()));
    }

    private void export(Event event, Timeline timeline, SpanContext parent) {
        long end = TimeUnit.MILLISECONDS.toNanos(context.clock().millis());
        long start = end - timeline.totalNanos();
        Span span = tracer.spanBuilder(context.pipeline())
                .setParent(Context.root().with(Span.wrap(parent)))
                .setStartTimestamp(start, TimeUnit.NANOSECONDS)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", event.origin().topic())
                .setAttribute(
                        "messaging.destination.partition.id",
                        Integer.toString(event.origin().partition()))
                .setAttribute("messaging.kafka.offset", event.origin().offset())
                .startSpan();
        Context inEvent = Context.root().with(span);
        long from = start;
        for (Map.Entry<String, Long> step : timeline.durations().entrySet()) {
            long to = from + step.getValue();
            tracer.spanBuilder(step.getKey())
                    .setParent(inEvent)
                    .setStartTimestamp(from, TimeUnit.NANOSECONDS)
                    .startSpan()
                    .end(to, TimeUnit.NANOSECONDS);
            from = to;
        }
        span.end(end, TimeUnit.NANOSECONDS);
    }
}
