package io.riskstream.tools.cases;

import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.RequestedRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a case.
 *
 * @param ran the case
 * @param run what came; empty if the case could not be run at all
 * @param rows everything expected beside what came
 * @param failure why it could not be run, or cannot hold
 * @param time by the machine's clock
 */
public record CaseResult(
        Case ran, Optional<PipelineResult> run, List<ComparisonRow> rows, Optional<String> failure, Duration time) {
    /** Whether the case holds. */
    public boolean holds() {
        return failure.isEmpty() && rows.stream().allMatch(ComparisonRow::met);
    }

    /** Keys of records that were asked for, and are not among those of the case. */
    public List<String> notFound() {
        return run.map(PipelineResult::requests).orElse(List.of()).stream()
                .filter(asked -> !asked.found())
                .map(RequestedRecord::key)
                .distinct()
                .toList();
    }

    /** Keys of the case's records that nothing has asked for. */
    public List<String> notAsked() {
        List<String> asked = run.map(PipelineResult::requests).orElse(List.of()).stream()
                .map(RequestedRecord::key)
                .toList();
        return ran.records().keySet().stream()
                .filter(key -> !asked.contains(key))
                .toList();
    }
}
