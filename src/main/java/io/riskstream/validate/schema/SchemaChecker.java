package io.riskstream.validate.schema;

import io.riskstream.event.Event;
import java.util.List;

/** Checks events against a schema. One thread at a time. */
public interface SchemaChecker {
    /** Every failing place of the event, ordered by path; empty if the event is right. */
    List<ValidationFailure> check(Event event);
}
