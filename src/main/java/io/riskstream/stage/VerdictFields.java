package io.riskstream.stage;

import io.riskstream.event.EventType;
import io.riskstream.event.Verdict;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Knows which fields of an event its verdict depends on. What scores events implements it, and a stage that publishes records for an audit uses it. */
public interface VerdictFields extends Serializable {
    /** Returns the event type of the fields. */
    EventType eventType();

    /** Opens the fields for one task. */
    Reader openFields(StageContext context);

    /** The fields for one task, which one thread uses. */
    @FunctionalInterface
    interface Reader {
        /** Returns the paths of the fields that a verdict and its shadow depend on; empty if this worker does not know what made the verdict. */
        Optional<List<String>> of(Verdict verdict);
    }
}
