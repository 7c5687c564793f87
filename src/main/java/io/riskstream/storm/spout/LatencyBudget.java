package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Timeline;
import io.riskstream.stage.Options;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The option {@code budgetMillis} of a spout: begins the timelines of its events.
 *
 * @param boundNanos the total above which the steps of an event are published; {@link #OFF} if events have no timeline
 */
record LatencyBudget(long boundNanos) implements Serializable {
    private static final String OPTION = "budgetMillis";
    private static final long OFF = -1;

    /** Adds the option to the declaration of a spout. */
    static Options.Declared declare(Options.Declared options) {
        return options.optional(
                OPTION,
                Options.Kind.MILLISECONDS,
                "latency budget: an event that takes longer since its Kafka timestamp has the header `riskstream.budget` in its output and counts in"
                        + " `budget.STEP` and `slow.STEP`; 0 measures every event; by default, nothing is measured");
    }

    static LatencyBudget of(Options options) {
        return new LatencyBudget(options.has(OPTION) ? TimeUnit.MILLISECONDS.toNanos(options.integer(OPTION)) : OFF);
    }

    boolean isOn() {
        return boundNanos != OFF;
    }

    /** Returns a batch that is about to be emitted, with timelines if there is a budget. */
    Batch begin(Batch batch) {
        if (!isOn()) {
            return batch;
        }
        long now = System.nanoTime();
        long time = System.currentTimeMillis();
        List<Event> events = new ArrayList<>(batch.size());
        for (Event event : batch) {
            long timestamp = event.origin().timestamp(); // -1 if the record has none
            long source = timestamp < 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(time - timestamp);
            events.add(event.withTimeline(Timeline.begin(boundNanos, source, now)));
        }
        return new Batch(events);
    }
}
