package io.riskstream.tools.cases;

import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.RequestedRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of a case.
 *
 * @param ran the case
 * @param run the run of its event; empty if the case could not be run
 * @param rows the expected and actual values
 * @param failure the reason why the case could not be run or cannot hold
 * @param time the time that the run took
 */
public record CaseResult(
        Case ran, Optional<PipelineResult> run, List<ComparisonRow> rows, Optional<String> failure, Duration time) {
    /** True if the case holds. */
    public boolean holds() {
        return failure.isEmpty() && rows.stream().allMatch(ComparisonRow::met);
    }

    /** Returns the keys of records that a stage requested and the case does not contain. */
    public List<String> notFound() {
        return run.map(PipelineResult::requests).orElse(List.of()).stream()
                .filter(request -> !request.found())
                .map(RequestedRecord::key)
                .distinct()
                .toList();
    }

    /** Returns the keys of the case's records that no stage requested. */
    public List<String> notRequested() {
        List<String> requested = run.map(PipelineResult::requests).orElse(List.of()).stream()
                .map(RequestedRecord::key)
                .toList();
        return ran.records().keySet().stream()
                .filter(key -> !requested.contains(key))
                .toList();
    }
}
