package io.riskstream.validate;

import io.riskstream.Event;
import java.util.List;

/** Checks events against a schema. One thread at a time. */
interface SchemaChecker {
    /** Every failing place of the event, ordered by path; empty if the event is right. */
    List<Failure> check(Event event);
}
