package io.riskstream.tools.cases;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.event.Rejection;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.tools.flux.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Runs the events that a pipeline has processed before an event, so that they are in the histories of their entities. */
public final class PriorEvents {
    private static final String TOPIC = "history";

    private PriorEvents() {}

    /**
     * Runs events in order. They have arrived a second before the event that follows.
     *
     * @param events the events as they are in a file, see {@link EventFiles#forPipeline}
     * @param clock the time of the event that follows
     * @throws IllegalArgumentException if one of them is rejected or dropped, because it may then be in no history
     */
    public static void run(List<byte[]> events, Instant clock, Pipeline pipeline, PipelineTestDriver driver) {
        for (int i = 0; i < events.size(); i++) {
            Origin origin = new Origin(TOPIC, 0, i, clock.minusSeconds(1).toEpochMilli(), Optional.empty(), List.of());
            PipelineResult result = driver.run(Event.of(origin, EventFiles.forPipeline(events.get(i), pipeline)));
            Optional<String> problem = result.rejections().stream()
                    .findFirst()
                    .map(PriorEvents::shown)
                    .or(() -> result.dropReason().map(reason -> "dropped: " + reason));
            if (problem.isPresent()) {
                throw new IllegalArgumentException(
                        "event " + (i + 1) + " of 'history' is " + problem.get() + "; correct the event");
            }
        }
    }

    private static String shown(Rejection rejection) {
        String path = rejection.path().isEmpty() ? "" : " " + rejection.path();
        return "rejected by " + rejection.stage() + ": " + rejection.code() + path + ": " + rejection.message();
    }
}
