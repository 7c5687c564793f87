package io.riskstream.runner;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.stage.BatchStage;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Outcomes;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Events and stages for tests of the runner and the bolt. */
public final class TestStages {
    private TestStages() {}

    public static Event event(long offset) {
        Origin origin = new Origin("in", 0, offset, 1_000, Optional.empty(), List.of());
        return Event.of(origin, ("event " + offset).getBytes(StandardCharsets.UTF_8));
    }

    public static Batch batch(long... offsets) {
        return new Batch(
                java.util.Arrays.stream(offsets).mapToObj(TestStages::event).toList());
    }

    public static Stage stage(String name, Function<Event, Outcome> function) {
        return new FunctionStage(StageSpec.named(name), function);
    }

    public static Stage asynchronous(String name, Function<Event, Outcome> function) {
        return new FunctionStage(StageSpec.named(name).completingWithin(Duration.ofSeconds(1)), function);
    }

    public static Stage last(String name, Function<Event, Outcome> function) {
        return new FunctionStage(StageSpec.named(name).neverRejecting(), function);
    }

    public static Stage publishing(String name, Function<Event, Outcome> function) {
        return new FunctionStage(StageSpec.named(name).neverRejecting().publishing(), function);
    }

    public static Stage publishingLater(String name, Function<Event, Outcome> function) {
        return new FunctionStage(
                StageSpec.named(name).neverRejecting().publishing().completingWithin(Duration.ofSeconds(1)), function);
    }

    public static Stage deciding(String name, List<String> decisions, Function<Event, Outcome> function) {
        return new FunctionStage(StageSpec.named(name).deciding(decisions), function);
    }

    public static Stage batching(String name, BiConsumer<Batch, Outcomes> function) {
        return new FunctionBatchStage(StageSpec.named(name), function);
    }

    public static Stage batchingLater(String name, BiConsumer<Batch, Outcomes> function) {
        return new FunctionBatchStage(StageSpec.named(name).completingWithin(Duration.ofSeconds(1)), function);
    }

    private static final class FunctionStage implements Stage {
        private static final long serialVersionUID = 1;
        private final transient StageSpec spec;
        private final transient Function<Event, Outcome> function;

        FunctionStage(StageSpec spec, Function<Event, Outcome> function) {
            this.spec = spec;
            this.function = function;
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void open(StageContext context) {
            context.metrics().counter("opened").add(1);
        }

        @Override
        public Outcome apply(Event event) {
            return function.apply(event);
        }
    }

    private static final class FunctionBatchStage implements BatchStage {
        private static final long serialVersionUID = 1;
        private final transient StageSpec spec;
        private final transient BiConsumer<Batch, Outcomes> function;

        FunctionBatchStage(StageSpec spec, BiConsumer<Batch, Outcomes> function) {
            this.spec = spec;
            this.function = function;
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void apply(Batch batch, Outcomes outcomes) {
            function.accept(batch, outcomes);
        }
    }
}
