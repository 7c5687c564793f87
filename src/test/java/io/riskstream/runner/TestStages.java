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

/** Events and stages for tests of what runs them. */
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

    public static Stage stage(String name, Function<Event, Outcome> answer) {
        return new Answering(StageSpec.named(name), answer);
    }

    public static Stage asynchronous(String name, Function<Event, Outcome> answer) {
        return new Answering(StageSpec.named(name).completingWithin(Duration.ofSeconds(1)), answer);
    }

    public static Stage last(String name, Function<Event, Outcome> answer) {
        return new Answering(StageSpec.named(name).neverRejecting(), answer);
    }

    public static Stage batching(String name, BiConsumer<Batch, Outcomes> answer) {
        return new AnsweringBatches(StageSpec.named(name), answer);
    }

    private static final class Answering implements Stage {
        private static final long serialVersionUID = 1;
        private final transient StageSpec spec;
        private final transient Function<Event, Outcome> answer;

        Answering(StageSpec spec, Function<Event, Outcome> answer) {
            this.spec = spec;
            this.answer = answer;
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
            return answer.apply(event);
        }
    }

    private static final class AnsweringBatches implements BatchStage {
        private static final long serialVersionUID = 1;
        private final transient StageSpec spec;
        private final transient BiConsumer<Batch, Outcomes> answer;

        AnsweringBatches(StageSpec spec, BiConsumer<Batch, Outcomes> answer) {
            this.spec = spec;
            this.answer = answer;
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void apply(Batch batch, Outcomes outcomes) {
            answer.accept(batch, outcomes);
        }
    }
}
