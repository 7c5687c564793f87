package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.simulate.SimulatedDefect;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import io.riskstream.validate.compiled.CompiledChecker;
import io.riskstream.validate.library.LibraryChecker;
import io.riskstream.validate.schema.ValidationFailure;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas of the shipped pipelines are compiled, and the validation of their valid events allocates nothing. */
class PipelineSchemasTest {
    private static final int EVENTS = 2_000;

    private record Parsed(Event event, Optional<SimulatedDefect> defect) {}

    private static Pipeline pipeline(String name) throws IOException {
        Properties local = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        return Pipeline.read(Path.of("flux/" + name + ".yaml"), local);
    }

    private static Stage parser(String name) throws IOException {
        return pipeline(name).stages().findFirst().orElseThrow();
    }

    private static List<Parsed> events(String name, Stage parser) {
        List<Parsed> parsed = new ArrayList<>();
        for (Iterator<SimulatedEvent> events = new Simulation(name, 11).events(EVENTS); events.hasNext(); ) {
            SimulatedEvent simulated = events.next();
            Event event = Event.of(
                    new Origin("claims", 0, 0, 0, Optional.empty(), List.of()),
                    simulated.value().orElse(new byte[0]));
            if (parser.apply(event) instanceof Outcome.Pass pass) {
                parsed.add(new Parsed(event.with(pass.patch()), simulated.defect()));
            }
        }
        return parsed;
    }

    private static EventSchema schema(String name) {
        return new EventSchema("topologies/" + name + "/event.schema.json");
    }

    private static EventType type(Stage parser) {
        return parser.spec().eventType().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void givesTheSameResultAsTheLibrary(String name) throws Exception {
        Stage parser = parser(name);
        LibraryChecker library = new LibraryChecker(
                type(parser), schema(name).fields(), schema(name).document());
        CompiledChecker compiled = new CompiledChecker(
                type(parser), schema(name).fields(), schema(name).document());
        for (Parsed parsed : events(name, parser)) {
            List<ValidationFailure> failures = library.check(parsed.event());

            assertEquals(failures.isEmpty(), compiled.accepts(parsed.event()));
            assertEquals(
                    parsed.defect().map(SimulatedDefect::code),
                    failures.stream()
                            .map(failure -> RejectionCode.schema(failure.keyword()))
                            .findFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void allocatesNothingForValidEvents(String name) throws Exception {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM counts allocations");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Stage parser = parser(name);
        CompiledChecker compiled = new CompiledChecker(
                type(parser), schema(name).fields(), schema(name).document());
        List<Event> valid = events(name, parser).stream()
                .filter(parsed -> parsed.defect().isEmpty())
                .map(Parsed::event)
                .toList();
        // the JVM may allocate while it warms up: the test takes the best of 20 runs
        long min = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int j = 0; j < valid.size(); j++) {
                compiled.accepts(valid.get(j));
            }
            min = Math.min(min, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(min < valid.size() / 10, min + " bytes for " + valid.size() + " events");
    }
}
