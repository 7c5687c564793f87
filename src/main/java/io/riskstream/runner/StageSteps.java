package io.riskstream.runner;

import io.riskstream.stage.StageSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of the events in one runner, for their {@link io.riskstream.event.Timeline}: {@code STAGE.queue} before the first stage, and for each stage
 * the four of {@link Step}.
 */
final class StageSteps {
    /** The index of the wait in queues before the first stage. */
    static final int QUEUE = 0;

    /** What an event does in a stage. */
    enum Step {
        /** The stage runs, for this event or for others that it is applied to together. */
        APPLY,
        /** The event waits for a later outcome. */
        WAIT,
        /** The event waits because the pending outcomes have reached the capacity. */
        CAPACITY,
        /** The event waits for its next attempt. */
        RETRY
    }

    private final List<String> names;

    StageSteps(StageSpec[] specs) {
        List<String> all = new ArrayList<>();
        all.add((specs.length == 0 ? "" : specs[0].name()) + ".queue");
        for (StageSpec spec : specs) {
            all.add(spec.name() + ".apply");
            all.add(spec.name() + ".wait");
            all.add(spec.name() + ".capacity");
            all.add(spec.name() + ".retry");
        }
        this.names = List.copyOf(all);
    }

    static int index(int stage, Step step) {
        return 1 + 4 * stage + step.ordinal();
    }

    List<String> names() {
        return names;
    }
}
