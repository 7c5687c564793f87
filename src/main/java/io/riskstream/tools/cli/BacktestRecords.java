package io.riskstream.tools.cli;

import io.riskstream.enrich.Lookup;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.PipelineReferences;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records that the look-ups find in a backtest, from reference files or simulated.
 *
 * @param byKey the records
 * @param notes what a reader of the result must know of their origin
 */
record BacktestRecords(Map<String, String> byKey, List<String> notes) {
    /**
     * Reads the records.
     *
     * @param references the directory of reference files; empty for simulated records
     * @param simulated true if the events are simulated too
     */
    static BacktestRecords of(Pipeline pipeline, Optional<Path> references, long seed, boolean simulated)
            throws IOException {
        PipelineReferences loaded = PipelineReferences.read(pipeline, references, simulation(pipeline, seed));
        List<String> notes = new ArrayList<>(loaded.sources());
        if (!simulated && !pipeline.components(Lookup.class).isEmpty()) {
            notes.add(
                    references.isEmpty()
                            ? "WARNING: the look-ups find simulated records; --references names a directory of real ones"
                            : "WARNING: the look-ups find the records of today, not those of the time of the events");
        }
        return new BacktestRecords(loaded.records(), notes);
    }

    /** Returns the simulation of a pipeline's events; empty if there is none. */
    static Optional<Simulation> simulation(Pipeline pipeline, long seed) {
        return pipeline.findKnowledge()
                .flatMap(directory -> Simulation.of(directory.getFileName().toString(), seed));
    }
}
