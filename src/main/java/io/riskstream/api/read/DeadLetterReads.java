package io.riskstream.api.read;

import com.google.gson.JsonElement;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.publish.SourcePosition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads dead letters by code and time, and one with its original. */
final class DeadLetterReads {
    private static final Set<String> NAMES = Set.of("pipeline", "code", "since", "until", "limit", "after");

    private final OutputDirectory pipelines;
    private final OutputReads reads;

    DeadLetterReads(OutputDirectory pipelines, OutputReads reads) {
        this.pipelines = pipelines;
        this.reads = reads;
    }

    /** Returns the dead letters that a query selects, without their originals. */
    JsonElement all(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, NAMES);
        Optional<String> code = query.text("code");
        code.filter(text -> text.indexOf('*') >= 0 && text.indexOf('*') < text.length() - 1)
                .ifPresent(text -> {
                    throw new ProblemException(
                            Problem.of(
                                    400,
                                    "the parameter 'code' must be a code such as schema.required, or the beginning of codes such as parse.*"));
                });
        return ScoreReads.page(
                reads.deadLetters(
                        pipelines.selected(query.text("pipeline")),
                        new DeadLetterQuery(
                                Optional.empty(),
                                code,
                                query.time("since"),
                                query.time("until"),
                                query.after(),
                                query.limit())),
                RejectedEvent::summary);
    }

    /** Returns one dead letter with its original. */
    JsonElement one(ApiRequest request) {
        return find(request).json();
    }

    /**
     * Returns the dead letter of a request.
     *
     * @throws ProblemException 404 if there is none
     */
    RejectedEvent find(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, Set.of("pipeline"));
        String ref = query.path("ref");
        if (SourcePosition.parse(ref).isEmpty()) {
            throw new ProblemException(Problem.of(
                    400, "the address of a dead letter is the position of its input record, TOPIC-PARTITION@OFFSET"));
        }
        List<PipelineOutputs> selected = pipelines.selected(query.text("pipeline"));
        return reads.deadLetter(selected, ref)
                .orElseThrow(() -> new ProblemException(Problem.of(
                        404, "there is no dead letter of this input record, or the store no longer has it")));
    }
}
