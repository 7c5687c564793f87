package io.riskstream.tools.local;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.events.CheckedInput;
import io.riskstream.tools.events.InputOptions;
import io.riskstream.tools.events.InputRecord;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The real claims of a shipped pipeline, in the order of time, and the pipeline that processes them with the real reference files. */
final class RealClaims implements AutoCloseable {
    private final Pipeline pipeline;
    private final List<Event> claims = new ArrayList<>();
    private final TestContext context;
    private final PipelineTestDriver driver;

    /** @param name the name of the pipeline, {@code flood} or {@code auto} */
    RealClaims(String name) {
        pipeline = Pipeline.read(Path.of("flux/" + name + "-claims-fused.yaml"), Runs.local());
        MapRecords records = new MapRecords();
        new ReferenceLoader(References.of("topologies/" + name + "-claims/references.yaml"))
                .load(
                        Runs.SHARED.resolve("reference"),
                        (key, record) -> records.put(key, record.getBytes(StandardCharsets.UTF_8)));
        CheckedInput.read(Runs.SHARED.resolve(name + "/claims.csv"), InputOptions.NONE, Long.MAX_VALUE, pipeline)
                .events()
                .forEachRemaining(claim -> claims.add(event(claims.size(), claim)));
        context = new TestContext().withRecords(records);
        driver = PipelineTestDriver.open(pipeline, context);
    }

    private static Event event(int index, InputRecord claim) {
        Origin origin = new Origin("claims", 0, index, 1_000, Optional.empty(), List.of());
        return Event.of(origin, claim.value().orElseThrow());
    }

    /** True for a flood claim with 50,000 or more paid. */
    static Predicate<Event> largeFlood() {
        return event ->
                amount(event, "amountPaidOnBuildingClaim") + amount(event, "amountPaidOnContentsClaim") >= 50_000;
    }

    /** True for a car claim that proved to be fraud. */
    static Predicate<Event> fraud() {
        return event -> event.undeclared("fraud_reported").filter("Y"::equals).isPresent();
    }

    private static double amount(Event event, String member) {
        return event.undeclared(member)
                .map(value -> Double.parseDouble(value.toString()))
                .orElse(0.0);
    }

    /** Returns the claims in the order of the file. */
    List<Event> events() {
        return List.copyOf(claims);
    }

    Pipeline pipeline() {
        return pipeline;
    }

    EventType type() {
        return pipeline.components(EventType.class).get(0);
    }

    /** Processes a claim, after those that were processed before. */
    PipelineResult run(Event claim) {
        return driver.run(claim);
    }

    @Override
    public void close() {
        driver.close();
        context.close();
    }
}
