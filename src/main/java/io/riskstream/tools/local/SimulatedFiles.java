package io.riskstream.tools.local;

import io.riskstream.parse.ParseCsv;
import io.riskstream.tools.events.EventFileWriter;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The simulated references and events of a pipeline as files, in the form that a local run reads.
 *
 * @param events the file of events, {@code events.jsonl} or {@code events.csv}
 * @param references the directory of the reference files
 * @param written number of events in the file
 * @param skipped number of simulated events that such a file cannot contain, such as one without a value
 */
public record SimulatedFiles(Path events, Path references, List<String> referenceFiles, long written, long skipped) {
    /**
     * Writes the files. Existing files are overwritten.
     *
     * @param count number of events to simulate
     * @throws IllegalArgumentException if the pipeline cannot be simulated
     */
    public static SimulatedFiles write(Pipeline pipeline, long seed, long count, Path directory) throws IOException {
        Simulation simulation =
                new Simulation(pipeline.knowledge().getFileName().toString(), seed);
        Path references = directory.resolve("references");
        Files.createDirectories(references); // may return the absolute path
        List<String> files = References.of(
                        pipeline.knowledge().resolve("references.yaml").toString())
                .files()
                .stream()
                .filter(simulation.referenceFiles()::contains)
                .toList();
        simulation.writeReferences(references, files);
        Optional<List<String>> columns =
                pipeline.components(ParseCsv.class).stream().findFirst().map(ParseCsv::columns);
        Path events = directory.resolve(columns.isPresent() ? "events.csv" : "events.jsonl");
        EventFileWriter.Result result = new EventFileWriter(columns).write(events, simulation.events(count));
        return new SimulatedFiles(events, references, files, result.written(), result.skipped());
    }
}
