package io.riskstream.tools.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.parse.ParseCsv;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.validate.EventSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Simulated events meet the real parsers: what is good passes, and each fault in an event's form gets the code it was made for. */
class SimulatedFaultsTest {
    private static final long SEED = 3;
    private static final int EVENTS = 5000;

    private static EventType type(String pipeline) {
        return new EventType(List.of(new EventSchema("topologies/" + pipeline + "/event.schema.json")));
    }

    /** The code the parser answers an event with; empty if it passes. */
    private static Optional<String> code(Stage parser, SimulatedEvent event, long offset) {
        Origin origin = new Origin("claims", 0, offset, 0, Optional.of(event.key()), List.of());
        Outcome outcome = parser.apply(Event.of(origin, event.value().orElse(new byte[0])));
        return outcome instanceof Outcome.Reject reject
                ? Optional.of(reject.rejections().get(0).code())
                : Optional.empty();
    }

    private static void meets(String pipeline, Stage parser) {
        Simulation simulation = new Simulation(pipeline, SEED);
        Set<SimulatedFault> met = new HashSet<>();
        long offset = 0;
        for (Iterator<SimulatedEvent> events = simulation.events(EVENTS); events.hasNext(); offset++) {
            SimulatedEvent event = events.next();
            event.fault().ifPresent(met::add);
            Optional<String> expected =
                    event.fault().map(SimulatedFault::code).filter(code -> code.startsWith("parse."));
            assertEquals(
                    expected, code(parser, event, offset), () -> event.fault().toString());
        }
        assertEquals(Set.copyOf(simulation.faults()), met);
    }

    @Test
    void floodClaimsMeetTheJsonParser() {
        meets("flood-claims", new ParseJson(type("flood-claims"), Map.of("id", "id")));
    }

    @Test
    void carClaimsMeetTheCsvParser() {
        List<String> columns = new ArrayList<>(new SimulatedAutoClaims(new SimulatedWorld(SEED))
                .claim(new SeededRandom(SEED))
                .keySet());
        meets(
                "auto-claims",
                new ParseCsv(
                        type("auto-claims"),
                        Map.of(
                                "id",
                                "policy_number",
                                "columns",
                                columns,
                                "missing",
                                List.of("NA", "?"),
                                "dates",
                                Map.of("policy_bind_date", "M/d/yyyy", "incident_date", "M/d/yyyy"))));
    }
}
