package io.riskstream.tools.local;

import io.riskstream.parse.EventParser;
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
        List<EventParser> parsers = pipeline.components(EventParser.class);
        if (parsers.isEmpty()) {
            return List.of(Finding.warning(
                    position,
                    "sample.parser",
                    "the pipeline has no parser of JSON, CSV or XML, so the sample is not checked"));
        }
        try {
            CheckedInput input = CheckedInput.read(sample, options, Long.MAX_VALUE, parsers.get(0));
            List<Finding> findings = new ArrayList<>();
            if (input.summary().events() == 0) {
                findings.add(Finding.warning(position, "sample.empty", input.withoutEvents()));
            }
            input.summary()
                    .problems()
                    .forEach(problem -> findings.add(Finding.warning(position, "sample.record", problem)));
            input.warnings()
                    .forEach(warning ->
                            findings.add(Finding.warning(position, "sample.format", sample + ": " + warning)));
            return findings;
        } catch (IllegalArgumentException e) {
            return List.of(Finding.error(position, "sample.unreadable", e.getMessage()));
        }
    }
}
