package io.riskstream.tools.offline;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.runner.StageHarness;
import io.riskstream.storm.StageBolt;
import io.riskstream.storm.StreamNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.storm.utils.Utils;

/** A pipeline with its stages opened, ready for events, one after the other. By one thread. */
public final class OfflineSession implements AutoCloseable {
    /** More than any event needs: streams that go round in circles end here. */
    private static final int MOST_STEPS = 10_000;

    private record Arrival(String bolt, Event event) {}

    private final StreamRouting wiring;
    private final Instant now;
    private final OfflineContext context;
    private final Map<String, BoltSession> bolts = new LinkedHashMap<>();

    OfflineSession(String pipeline, StreamRouting wiring, Instant now, Map<String, byte[]> records, Duration patience) {
        this.wiring = wiring;
        this.now = now;
        this.context = new OfflineContext(pipeline, now, records);
        try {
            for (Map.Entry<String, StageBolt> bolt : wiring.bolts().entrySet()) {
                bolts.put(bolt.getKey(), new BoltSession(bolt.getKey(), bolt.getValue(), context, patience));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Runs an event, given as the value of its Kafka record. */
    public OfflineRun run(byte[] event) {
        return run(Event.of(new Origin("offline", 0, 0, now.toEpochMilli(), Optional.empty(), List.of()), event));
    }

    /** Runs an event with an origin of its own. */
    public OfflineRun run(Event event) {
        context.clear();
        List<StageStep> steps = new ArrayList<>();
        Queue<Arrival> arrivals = new ArrayDeque<>();
        wiring.first().forEach(bolt -> arrivals.add(new Arrival(bolt, event)));
        while (!arrivals.isEmpty()) {
            Arrival arrival = arrivals.remove();
            Optional<StageHarness.Exit> exit = bolts.get(arrival.bolt()).run(arrival.event(), steps);
            if (steps.size() > MOST_STEPS) {
                throw new IllegalStateException("the streams of " + context.pipeline() + " go round in circles");
            }
            exit.ifPresent(to -> wiring.after(arrival.bolt(), stream(to.route()))
                    .forEach(next -> arrivals.add(new Arrival(next, to.event()))));
        }
        return new OfflineRun(List.copyOf(steps), context.messages(0, context.messageCount()), context.reports());
    }

    private static String stream(StageHarness.Route route) {
        return switch (route) {
            case PASSED -> Utils.DEFAULT_STREAM_ID;
            case REJECTED -> StreamNames.REJECTED;
            case DROPPED -> StreamNames.DROPPED;
        };
    }

    @Override
    public void close() {
        bolts.values().forEach(BoltSession::close);
        context.close();
    }
}
