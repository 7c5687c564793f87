package io.riskstream.validate;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import io.riskstream.validate.compiled.CompiledChecker;
import io.riskstream.validate.compiled.UnsupportedKeywordException;
import io.riskstream.validate.library.LibraryChecker;
import io.riskstream.validate.schema.ValidationFailure;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Validates simulated events of both pipelines, a thousand in turn: those that are valid, and those that the schema rejects. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ValidateBenchmark {
    private static final int EVENTS = 1_000;

    @Param({"flood-claims", "auto-claims"})
    private String pipeline;

    @Param({"valid", "invalid"})
    private String events;

    private Event[] all;
    private int index;
    private CompiledChecker compiled;
    private LibraryChecker library;
    private ValidateSchema stage;
    private Predicate<Event> byHand;

    /** Creates a benchmark for JMH, which sets the parameters. */
    public ValidateBenchmark() {}

    ValidateBenchmark(String pipeline, String events) throws IOException {
        this.pipeline = pipeline;
        this.events = events;
        try {
            prepare();
        } catch (UnsupportedKeywordException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the pipeline, parses events, and checks that all contestants agree on each. */
    @Setup
    public void prepare() throws IOException, UnsupportedKeywordException {
        Properties local = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        List<Stage> stages = Pipeline.read(Path.of("flux/" + pipeline + ".yaml"), local)
                .stages()
                .toList();
        EventType type = stages.get(0).spec().eventType().orElseThrow();
        EventSchema schema = new EventSchema("topologies/" + pipeline + "/event.schema.json");
        compiled = new CompiledChecker(type, schema.fields(), schema.document());
        library = new LibraryChecker(type, schema.fields(), schema.document());
        stage = new ValidateSchema(type, schema);
        byHand = pipeline.equals("flood-claims")
                ? new FloodClaimsByHand(type)::isValid
                : new AutoClaimsByHand(type)::isValid;
        all = parsed(stages.get(0)).toArray(Event[]::new);
    }

    private List<Event> parsed(Stage parser) {
        List<Event> chosen = new ArrayList<>();
        Iterator<SimulatedEvent> simulated = new Simulation(pipeline, 1).events(Long.MAX_VALUE);
        while (chosen.size() < EVENTS) {
            Event event = Event.of(
                    new Origin("claims", 0, 0, 0, Optional.empty(), List.of()),
                    simulated.next().value().orElse(new byte[0]));
            if (parser.apply(event) instanceof Outcome.Pass pass) {
                Event parsed = event.with(pass.patch());
                List<ValidationFailure> failures = library.check(parsed);
                if (failures.isEmpty() != compiled.accepts(parsed) || failures.isEmpty() != byHand.test(parsed)) {
                    throw new IllegalStateException("the contestants disagree on " + parsed.undeclared() + failures);
                }
                if (failures.isEmpty() == events.equals("valid")) {
                    chosen.add(parsed);
                }
            }
        }
        return chosen;
    }

    private Event next() {
        index = index + 1 == all.length ? 0 : index + 1;
        return all[index];
    }

    /** Validates with the stage as it runs in a pipeline: the compiled checks, and the library for a rejected event. */
    @Benchmark
    public Outcome stage() {
        return stage.apply(next());
    }

    /** Accepts or rejects only. */
    @Benchmark
    public boolean compiled() {
        return compiled.accepts(next());
    }

    @Benchmark
    public List<ValidationFailure> library() {
        return library.check(next());
    }

    /** Accepts or rejects only. */
    @Benchmark
    public boolean byHand() {
        return byHand.test(next());
    }
}
