package io.riskstream.tools.local;

import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.redis.Redis;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.tools.events.CheckedInput;
import io.riskstream.tools.events.InputRecord;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.LoadedReference;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The inputs of a run. They are read and checked before any server starts: the reference records are complete in memory, the file of events is
 * read once.
 *
 * @param topic the topic that the pipeline reads
 * @param usesRedis whether the pipeline has a Redis
 * @param usesPostgres whether the pipeline has a PostgreSQL
 * @param referenceSources the origin of the reference files, as lines of text
 * @param references the result of each reference
 * @param records the reference records by key
 * @param input the file of events; empty if they are simulated
 */
record RunInputs(
        String topic,
        boolean usesRedis,
        boolean usesPostgres,
        List<String> referenceSources,
        List<LoadedReference> references,
        Map<String, String> records,
        Optional<CheckedInput> input,
        Iterator<InputRecord> events) {
    /**
     * Reads the inputs.
     *
     * @throws IllegalArgumentException if a file is missing, empty or invalid, or an input must be simulated and the pipeline has no simulation
     */
    static RunInputs read(Pipeline pipeline, LocalRun.Settings settings) throws IOException {
        String topic = topic(pipeline);
        boolean usesRedis = !pipeline.components(Redis.class).isEmpty();
        boolean usesPostgres = !pipeline.components(Postgres.class).isEmpty();
        Optional<Path> knowledge = pipeline.findKnowledge();
        Optional<Simulation> simulation = knowledge.flatMap(
                directory -> Simulation.of(directory.getFileName().toString(), settings.seed()));
        if (settings.input().isEmpty() && simulation.isEmpty()) {
            throw PipelineReferences.notSimulated(pipeline, "events", "--input");
        }
        Optional<CheckedInput> input = settings.input()
                .map(file -> CheckedInput.read(file, settings.inputOptions(), settings.events(), pipeline));
        Iterator<InputRecord> events = encoded(
                input.map(CheckedInput::events)
                        .orElseGet(() -> simulated(simulation.orElseThrow().events(settings.events()))),
                PipelineReferences.encoding(pipeline));
        if (!events.hasNext()) {
            throw new IllegalArgumentException(
                    input.map(CheckedInput::withoutEvents).orElse("the simulation: contains no events"));
        }
        PipelineReferences references = PipelineReferences.read(pipeline, settings.references(), simulation);
        return new RunInputs(
                topic,
                usesRedis,
                usesPostgres,
                references.sources(),
                references.loaded(),
                references.records(),
                input,
                events);
    }

    private static String topic(Pipeline pipeline) {
        List<TopicSpout> spouts = pipeline.spouts(TopicSpout.class);
        if (spouts.size() != 1 || spouts.get(0).topics().size() != 1) {
            throw new IllegalArgumentException(
                    pipeline.path()
                            + ": a local run needs exactly one spout, an EventSpout, a BatchSpout or a StageSpout, that reads exactly one topic");
        }
        return spouts.get(0).topics().get(0);
    }

    private static Iterator<InputRecord> simulated(Iterator<SimulatedEvent> events) {
        return map(events, event -> new InputRecord(Optional.of(event.key()), event.value()));
    }

    private static Iterator<InputRecord> encoded(Iterator<InputRecord> events, UnaryOperator<byte[]> encoding) {
        return map(events, event -> new InputRecord(event.key(), event.value().map(encoding)));
    }

    private static <T> Iterator<InputRecord> map(Iterator<T> from, Function<T, InputRecord> function) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return from.hasNext();
            }

            @Override
            public InputRecord next() {
                return function.apply(from.next());
            }
        };
    }
}
