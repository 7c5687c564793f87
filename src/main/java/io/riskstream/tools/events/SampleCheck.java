package io.riskstream.tools.events;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares a file of events with the parser of a pipeline, as a local run does before it starts. */
public final class SampleCheck {
    private SampleCheck() {}

    /**
     * Returns what is wrong with the file or with the formats that the pipeline declares. The position of each finding is the Flux file; its message names the
     * line of the sample, and no value.
     */
    public static List<Finding> of(Pipeline pipeline, Path sample, InputOptions options) {
        FilePosition position = FilePosition.start(pipeline.path().toString());
        try {
            CheckedInput input = CheckedInput.read(sample, options, Long.MAX_VALUE, pipeline);
            List<Finding> findings = new ArrayList<>();
            if (input.summary().events() == 0) {
                findings.add(Finding.warning(position, "sample.empty", input.withoutEvents()));
            }
            input.summary()
                    .problems()
                    .forEach(problem -> findings.add(Finding.warning(position, "sample.record", problem)));
            input.summary()
                    .warnings()
                    .forEach(warning -> findings.add(Finding.warning(position, "sample.record", warning)));
            input.warnings()
                    .forEach(warning ->
                            findings.add(Finding.warning(position, "sample.format", sample + ": " + warning)));
            return findings;
        } catch (IllegalArgumentException e) {
            return List.of(Finding.error(position, "sample.unreadable", e.getMessage()));
        }
    }
}
