package io.riskstream.tools.local;

import io.riskstream.connect.redis.Redis;
import io.riskstream.enrich.Lookup;
import io.riskstream.parse.ParseAvro;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.events.CheckedInput;
import io.riskstream.tools.events.InputRecord;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.LoadedReference;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
 * @param referenceSources the origin of the reference files, as lines of text
 * @param references the result of each reference
 * @param records the reference records by key
 * @param input the file of events; empty if they are simulated
 */
record RunInputs(
        String topic,
        boolean usesRedis,
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
        Optional<Path> knowledge = pipeline.findKnowledge();
        Optional<Simulation> simulation = knowledge.flatMap(
                directory -> Simulation.of(directory.getFileName().toString(), settings.seed()));
        if (settings.input().isEmpty() && simulation.isEmpty()) {
            throw notSimulated(pipeline, "events", "--input");
        }
        Optional<CheckedInput> input = settings.input()
                .map(file -> CheckedInput.read(file, settings.inputOptions(), settings.events(), pipeline));
        Iterator<InputRecord> events = encoded(
                input.map(CheckedInput::events)
                        .orElseGet(() -> simulated(simulation.orElseThrow().events(settings.events()))),
                encoding(pipeline));
        if (!events.hasNext()) {
            throw new IllegalArgumentException(
                    input.map(CheckedInput::withoutEvents).orElse("the simulation: contains no events"));
        }
        Optional<SourceFile> file = knowledge.flatMap(directory -> find(directory.resolve("references.yaml")));
        if (file.isEmpty() || pipeline.components(Lookup.class).isEmpty()) {
            return new RunInputs(
                    topic, usesRedis, withoutReferences(pipeline, settings), List.of(), Map.of(), input, events);
        }
        References references = new References(file.get());
        if (settings.references().isEmpty() && simulation.isEmpty()) {
            throw notSimulated(pipeline, "references", "--references");
        }
        Map<String, String> records = new LinkedHashMap<>();
        try (ReferenceFiles files = new ReferenceFiles(references, settings.references(), simulation)) {
            List<LoadedReference> loaded = new ReferenceLoader(references).load(files::path, records::put);
            return new RunInputs(topic, usesRedis, files.sources(), loaded, records, input, events);
        }
    }

    /** Returns the file; empty if there is none. */
    private static Optional<SourceFile> find(Path path) {
        try {
            SourceFile.bytes(path.toString());
        } catch (ConfigurationException none) {
            return Optional.empty();
        }
        return Optional.of(SourceFile.read(path.toString()));
    }

    /** Returns what to print of a pipeline that reads no records, or whose records no references file makes. */
    private static List<String> withoutReferences(Pipeline pipeline, LocalRun.Settings settings) {
        boolean looksUp = !pipeline.components(Lookup.class).isEmpty();
        if (settings.references().isPresent()) {
            throw new IllegalArgumentException("--references: "
                    + (looksUp
                            ? "there is no references.yaml beside the event schema of " + pipeline.path()
                            : pipeline.path() + " has no look-ups"));
        }
        return looksUp
                ? List.of("no references.yaml beside the event schema, so the look-ups find no record")
                : List.of();
    }

    private static IllegalArgumentException notSimulated(Pipeline pipeline, String what, String option) {
        return new IllegalArgumentException(pipeline.path() + ": there is no simulation for "
                + pipeline.findKnowledge()
                        .map(Path::getFileName)
                        .map(Path::toString)
                        .orElse(pipeline.name())
                + "; name the " + what + " with " + option);
    }

    private static String topic(Pipeline pipeline) {
        List<TopicSpout> spouts = pipeline.spouts(TopicSpout.class);
        if (spouts.size() != 1 || spouts.get(0).topics().size() != 1) {
            throw new IllegalArgumentException(
                    pipeline.path()
                            + ": a local run needs exactly one spout, an EventSpout or a BatchSpout, that reads exactly one topic");
        }
        return spouts.get(0).topics().get(0);
    }

    /** Encodes JSON for a pipeline that reads Avro. An event that does not fit the Avro schema, perhaps on purpose, is sent as it is. */
    private static UnaryOperator<byte[]> encoding(Pipeline pipeline) {
        return pipeline.components(ParseAvro.class).stream()
                .findFirst()
                .flatMap(ParseAvro::jsonEncoder)
                .<UnaryOperator<byte[]>>map(encoder -> event -> {
                    try {
                        return encoder.apply(event);
                    } catch (IllegalArgumentException doesNotFit) {
                        return event;
                    }
                })
                .orElse(UnaryOperator.identity());
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
