package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.runner.StageHarness;
import io.riskstream.storm.StageComponent;
import io.riskstream.storm.StreamNames;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import org.apache.storm.utils.Utils;

/**
 * Runs events through all stages of a Flux file, one event at a time, along its streams, without Kafka, Redis or a Storm cluster. Spouts and
 * bolts that run no stages are left out.
 *
 * <p>Each bolt or spout runs serialized copies of its stages, with the code that runs them on a worker. Later outcomes are joined. Deadlines and back-offs
 * take no time, because the driver moves the context's ticker. The driver gives up a stage that asks for retries without bound after five attempts.
 *
 * <p>To open a driver takes some milliseconds. Events share what the stages keep, such as the near-cache; open a driver an event where that must
 * not be. For use by one thread. It needs storm-client on the class path.
 */
public final class PipelineTestDriver implements AutoCloseable {
    /** More stages than an event can reach; streams that form a cycle end here. */
    private static final int MAX_STEPS = 10_000;

    private record Arrival(String component, Event event) {}

    private final StreamRouting routing;
    private final TestContext context;
    private final Map<String, OpenStages> components = new LinkedHashMap<>();

    private PipelineTestDriver(StreamRouting routing, TestContext context) {
        this.routing = routing;
        this.context = context;
        try {
            for (Map.Entry<String, StageComponent> component :
                    routing.components().entrySet()) {
                components.put(
                        component.getKey(),
                        new OpenStages(
                                component.getKey(), component.getValue().stages(), context, (opened, wake) -> component
                                        .getValue()
                                        .harness(opened, context, wake)));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Builds the topology of a Flux file, as a submission does, and opens its stages.
     *
     * @param flux the Flux file: from the working directory, else from the class path
     * @param properties the values of the file's {@code ${...}}
     * @param context the caller closes it after this driver
     * @throws RuntimeException if the file is not a valid topology; the message names the file, the line and the problem
     */
    public static PipelineTestDriver open(Path flux, Properties properties, TestContext context) {
        return open(Pipeline.read(flux, properties), context);
    }

    /** Opens the stages of a pipeline that is already built. Internal: {@link Pipeline} is no public API. */
    public static PipelineTestDriver open(Pipeline pipeline, TestContext context) {
        return new PipelineTestDriver(new StreamRouting(pipeline), context.withPipeline(pipeline.name()));
    }

    /**
     * Runs an event.
     *
     * @param value the value of its Kafka record; the record's timestamp is the context's time
     */
    public PipelineResult run(byte[] value) {
        return run(value, List.of());
    }

    /**
     * Runs an event.
     *
     * @param value the value of its Kafka record; the record's timestamp is the context's time
     * @param headers the headers of the record
     */
    public PipelineResult run(byte[] value, List<Header> headers) {
        return run(TestEvents.event(context.clock().instant(), value, headers));
    }

    /** Runs an event. */
    public PipelineResult run(Event event) {
        int messagesBefore = context.messageCount();
        int reportsBefore = context.reports().size();
        List<StageResult> steps = new ArrayList<>();
        Queue<Arrival> arrivals = new ArrayDeque<>();
        routing.entries().forEach(component -> arrivals.add(new Arrival(component, event)));
        while (!arrivals.isEmpty()) {
            Arrival arrival = arrivals.remove();
            Optional<StageHarness.Exit> exit =
                    components.get(arrival.component()).run(arrival.event(), steps);
            if (steps.size() > MAX_STEPS) {
                throw new IllegalStateException("the streams of " + context.pipeline() + " form a cycle");
            }
            exit.ifPresent(left -> routing.consumers(arrival.component(), stream(left.route()))
                    .forEach(next -> arrivals.add(new Arrival(next, left.event()))));
        }
        List<StageReport> reports = context.reports();
        return new PipelineResult(
                List.copyOf(steps),
                context.messages(messagesBefore, context.messageCount()),
                reports.subList(reportsBefore, reports.size()));
    }

    private static String stream(StageHarness.Route route) {
        return switch (route) {
            case PASSED -> Utils.DEFAULT_STREAM_ID;
            case REJECTED -> StreamNames.REJECTED;
            case DROPPED -> StreamNames.DROPPED;
        };
    }

    /** Closes the stages, not the context. */
    @Override
    public void close() {
        components.values().forEach(OpenStages::close);
    }
}
