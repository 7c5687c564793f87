package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.parse.format.ValueFormat;
import io.riskstream.stage.Stage;
import java.util.Map;

/** A stage that parses the bytes of an event into fields. */
public interface EventParser extends Stage {
    /** Returns the event type, whose arriving fields the parser sets. */
    EventType eventType();

    /** Returns the formats of fields or columns by name; empty if all values are written as JSON writes them. */
    Map<String, ValueFormat> formats();

    /** Returns a parser that leaves the values of fields with formats as they are written: to find out which formats they have. */
    Stage withoutFormats();
}
