package io.riskstream.api.read;

import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.text.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outputs of the pipelines by name. */
final class OutputDirectory {
    private final Map<String, PipelineOutputs> byName = new LinkedHashMap<>();

    OutputDirectory(List<PipelineOutputs> pipelines) {
        pipelines.forEach(outputs -> byName.put(outputs.pipeline().name(), outputs));
    }

    List<PipelineOutputs> all() {
        return List.copyOf(byName.values());
    }

    /**
     * Returns the pipelines that a request means.
     *
     * @param name empty for all
     * @throws ProblemException 404 if there is none with this name
     */
    List<PipelineOutputs> selected(Optional<String> name) {
        return name.map(each -> List.of(named(each))).orElseGet(this::all);
    }

    /**
     * Returns the pipeline of a name.
     *
     * @throws ProblemException 404 if there is none
     */
    PipelineOutputs named(String name) {
        PipelineOutputs outputs = byName.get(name);
        if (outputs == null) {
            throw new ProblemException(
                    Problem.of(404, "the API serves no pipeline of this name; " + Nearest.hint(name, byName.keySet())));
        }
        return outputs;
    }
}
