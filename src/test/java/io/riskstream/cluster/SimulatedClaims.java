package io.riskstream.cluster;

import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Simulated flood claims, some of which are invalid, as the load of a test. */
final class SimulatedClaims {
    private static final int DISTINCT = 20_000;
    private static final int MAX_BYTES = 64 << 10;

    private SimulatedClaims() {}

    /** Returns the same claims again and again. Each has a value. */
    static Stream<SimulatedEvent> endless() {
        return Stream.generate(SimulatedClaims::claims).flatMap(claims -> claims);
    }

    private static Stream<SimulatedEvent> claims() {
        Iterable<SimulatedEvent> events = () -> new Simulation("flood-claims", 5).events(DISTINCT);
        return StreamSupport.stream(events.spliterator(), false)
                .filter(event -> event.value().isPresent() && event.value().get().length < MAX_BYTES);
    }
}
