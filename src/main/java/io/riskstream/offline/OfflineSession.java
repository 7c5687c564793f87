package io.riskstream.offline;

import io.riskstream.Event;
import io.riskstream.Origin;
import io.riskstream.storm.Rehearsal;
import io.riskstream.storm.StageBolt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** A pipeline with its stages opened, ready for events, one after the other. By one thread. */
public final class OfflineSession implements AutoCloseable {
    /** More than any event needs: streams that go round in circles end here. */
    private static final int MOST_STEPS = 10_000;

    private record Arrival(String bolt, Event event) {}

    private final Wiring wiring;
    private final Instant now;
    private final OfflineContext context;
    private final Map<String, BoltSession> bolts = new LinkedHashMap<>();

    OfflineSession(String pipeline, Wiring wiring, Instant now, Map<String, byte[]> records, Duration patience) {
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
        List<Step> steps = new ArrayList<>();
        Queue<Arrival> arrivals = new ArrayDeque<>();
        wiring.first().forEach(bolt -> arrivals.add(new Arrival(bolt, event)));
        while (!arrivals.isEmpty()) {
            Arrival arrival = arrivals.remove();
            Optional<Rehearsal.Left> left = bolts.get(arrival.bolt()).run(arrival.event(), steps);
            if (steps.size() > MOST_STEPS) {
                throw new IllegalStateException("the streams of " + context.pipeline() + " go round in circles");
            }
            left.ifPresent(to -> wiring.after(arrival.bolt(), to.stream())
                    .forEach(next -> arrivals.add(new Arrival(next, to.event()))));
        }
        return new OfflineRun(List.copyOf(steps), context.messages(0, context.messageCount()), context.reports());
    }

    @Override
    public void close() {
        bolts.values().forEach(BoltSession::close);
        context.close();
    }
}
