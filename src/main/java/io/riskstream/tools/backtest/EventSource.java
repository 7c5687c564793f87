package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import java.util.List;
import java.util.Optional;

/** The events of a backtest, one by one, so that they need not fit into memory. Use by one thread. */
public interface EventSource extends AutoCloseable {
    /** Returns the next event, as it arrives from Kafka; empty at the end. */
    Optional<Event> next();

    /** Returns the arguments with which {@code explain} finds an event of this source; empty if it cannot. */
    Optional<String> explainArguments(Origin origin);

    /** Returns what was read, one line each, such as the number of records that are not events. */
    List<String> summary();

    /** Returns the number of records so far that are not events. */
    default long notSent() {
        return 0;
    }

    @Override
    void close();
}
