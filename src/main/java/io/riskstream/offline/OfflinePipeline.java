package io.riskstream.offline;

import io.riskstream.Event;
import io.riskstream.Origin;
import io.riskstream.Outcome;
import io.riskstream.Rejection;
import io.riskstream.RejectionCode;
import io.riskstream.Stage;
import io.riskstream.StageSpec;
import io.riskstream.flux.Pipeline;
import io.riskstream.storm.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.storm.utils.Utils;

/**
 * A pipeline without its surroundings: runs one event at a time through the stages of its bolts, along the streams of its Flux file.
 *
 * <p>Each run is alone: its stages are fresh copies, as they come to a worker, and they share nothing with another run. Outcomes that come later are waited
 * for; a stage that asks to be tried again is, at once, up to five times; one that throws rejects the event with {@link RejectionCode#INTERNAL}, all as in a
 * bolt. A run takes some milliseconds, most of them to open the stages.
 */
public final class OfflinePipeline {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;
    /** More than any event needs: streams that go round in circles end here. */
    private static final int MOST_STEPS = 10_000;

    private record Arrival(String bolt, Event event) {}

    private final String name;
    private final Wiring wiring;

    private OfflinePipeline(String name, Wiring wiring) {
        this.name = name;
        this.wiring = wiring;
    }

    /** The pipeline of a Flux file. */
    public static OfflinePipeline of(Pipeline pipeline) {
        return new OfflinePipeline(pipeline.name(), new Wiring(pipeline));
    }

    /**
     * Runs an event.
     *
     * @param event the value of its Kafka record
     * @param now the time of day, and of the record
     * @param records what every store holds, by key
     */
    public OfflineRun run(byte[] event, Instant now, Map<String, byte[]> records) {
        return run(
                Event.of(new Origin("offline", 0, 0, now.toEpochMilli(), Optional.empty(), List.of()), event),
                now,
                records);
    }

    /** Runs an event with an origin of its own. */
    public OfflineRun run(Event event, Instant now, Map<String, byte[]> records) {
        Map<String, List<Stage>> stages = new LinkedHashMap<>();
        wiring.stages()
                .forEach((bolt, list) -> stages.put(
                        bolt, list.stream().map(OfflinePipeline::travelled).toList()));
        try (OfflineContext context = new OfflineContext(name, now, records)) {
            List<Stage> opened = new ArrayList<>();
            try {
                for (List<Stage> list : stages.values()) {
                    for (Stage stage : list) {
                        stage.open(context);
                        opened.add(stage);
                    }
                }
                List<Step> steps = steps(event, stages);
                return new OfflineRun(steps, context.messages(), context.reports());
            } finally {
                opened.forEach(Stage::close);
            }
        }
    }

    /** As it comes to a worker. */
    private static Stage travelled(Stage stage) {
        return Utils.javaDeserialize(Utils.javaSerialize(stage), Stage.class);
    }

    private List<Step> steps(Event event, Map<String, List<Stage>> stages) {
        List<Step> steps = new ArrayList<>();
        Queue<Arrival> arrivals = new ArrayDeque<>();
        wiring.first().forEach(bolt -> arrivals.add(new Arrival(bolt, event)));
        while (!arrivals.isEmpty()) {
            Arrival arrival = arrivals.remove();
            Event now = arrival.event();
            String stream = Utils.DEFAULT_STREAM_ID;
            for (Stage stage : stages.get(arrival.bolt())) {
                Step step = step(arrival.bolt(), stage, now);
                steps.add(step);
                now = step.after();
                if (!(step.outcome() instanceof Outcome.Pass)) {
                    stream = step.outcome() instanceof Outcome.Reject
                            ? Streams.REJECTED
                            : step.outcome() instanceof Outcome.Drop ? Streams.DROPPED : "";
                    break;
                }
            }
            if (steps.size() > MOST_STEPS) {
                throw new IllegalStateException("the streams of " + name + " go round in circles");
            }
            for (String next : wiring.after(arrival.bolt(), stream)) {
                arrivals.add(new Arrival(next, now));
            }
        }
        return List.copyOf(steps);
    }

    private static Step step(String bolt, Stage stage, Event event) {
        StageSpec spec = stage.spec();
        Outcome outcome = Outcome.retry("not tried yet");
        int attempts = 0;
        while (outcome instanceof Outcome.Retry && attempts < ATTEMPTS) {
            attempts++;
            outcome = settled(stage, event);
            if (outcome instanceof Outcome.Reject reject && spec.last()) {
                // nowhere to send it: a bolt would try on and on
                outcome = Outcome.retryUntilItWorks(reject.rejections().get(0).message());
            }
        }
        if (outcome instanceof Outcome.Retry retry && retry.bounded()) {
            outcome = Outcome.reject(new Rejection(
                    spec.name(),
                    RejectionCode.RETRY_EXHAUSTED,
                    "",
                    "given up after " + attempts + " attempts: " + retry.cause()));
        }
        Event after = event;
        if (outcome instanceof Outcome.Pass pass) {
            after = event.with(pass.patch());
        } else if (outcome instanceof Outcome.Reject reject) {
            after = event.rejected(reject.rejections(), attempts);
        } else if (outcome instanceof Outcome.Drop drop) {
            after = event.dropped(drop.reason());
        }
        return new Step(bolt, stage, event, outcome, after);
    }

    private static Outcome settled(Stage stage, Event event) {
        try {
            Outcome outcome = stage.apply(event);
            while (outcome instanceof Outcome.Later later) {
                outcome = awaited(later);
            }
            return outcome == null ? failed(stage, new NullPointerException("it gave no outcome")) : outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + stage.spec().name() + " was awaited", e);
        } catch (ExecutionException e) {
            return failed(stage, e.getCause());
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return failed(stage, e);
        }
    }

    private static Outcome awaited(Outcome.Later later) throws InterruptedException, ExecutionException {
        try {
            return later.outcome().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return later.late().get();
        }
    }

    private static Outcome failed(Stage stage, Throwable failure) {
        return Outcome.reject(
                new Rejection(stage.spec().name(), RejectionCode.INTERNAL, "", "the stage failed: " + failure));
    }
}
