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

/** Applies the parsers to simulated events: valid events pass, and each defect of the form is rejected with its code. */
class SimulatedDefectsTest {
    private static final long SEED = 3;
    private static final int EVENTS = 5000;

    private static EventType type(String pipeline) {
        return new EventType(List.of(new EventSchema("topologies/" + pipeline + "/event.schema.json")));
    }

    /** Returns the code with which the parser rejects an event; empty if the event passes. */
    private static Optional<String> code(Stage parser, SimulatedEvent event, long offset) {
        Origin origin = new Origin("claims", 0, offset, 0, Optional.of(event.key()), List.of());
        Outcome outcome = parser.apply(Event.of(origin, event.value().orElse(new byte[0])));
        return outcome instanceof Outcome.Reject reject
                ? Optional.of(reject.rejections().get(0).code())
                : Optional.empty();
    }

    private static void assertCodes(String pipeline, Stage parser) {
        Simulation simulation = new Simulation(pipeline, SEED);
        Set<SimulatedDefect> seen = new HashSet<>();
        long offset = 0;
        for (Iterator<SimulatedEvent> events = simulation.events(EVENTS); events.hasNext(); offset++) {
            SimulatedEvent event = events.next();
            event.defect().ifPresent(seen::add);
            Optional<String> expected =
                    event.defect().map(SimulatedDefect::code).filter(code -> code.startsWith("parse."));
            assertEquals(
                    expected, code(parser, event, offset), () -> event.defect().toString());
        }
        assertEquals(Set.copyOf(simulation.defects()), seen);
    }

    @Test
    void rejectsEachDefectOfFloodClaimsWithItsCode() {
        assertCodes("flood-claims", new ParseJson(type("flood-claims"), Map.of("id", "id")));
    }

    @Test
    void rejectsEachDefectOfCarClaimsWithItsCode() {
        List<String> columns = new ArrayList<>(new SimulatedAutoClaims(new ReferenceData(SEED))
                .claim(new SeededRandom(SEED))
                .keySet());
        assertCodes(
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
