package io.riskstream.tools.cli;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The Flux file of a command that has a default for it. */
final class FluxParameter {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FLUX",
            defaultValue = "flux/flood-claims.yaml",
            description = "the pipeline's Flux file (default: ${DEFAULT-VALUE})")
    private Path flux;

    Path path() {
        return flux;
    }
}
