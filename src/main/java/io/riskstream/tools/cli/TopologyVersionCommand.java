package io.riskstream.tools.cli;

import io.riskstream.score.Scorecard;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "topology-version",
        description =
                "Prints what Storm UI can show as the version of a topology: the version of Riskstream, and name, version and hash of each scorecard. Pass it with storm jar -c topology.version=VERSION. Connects to nothing.",
        mixinStandardHelpOptions = true)
final class TopologyVersionCommand implements Callable<Integer> {
    /** The number of digits of a hash. */
    private static final int HASH_DIGITS = 8;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FLUX", description = "the Flux file")
    private Path flux;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() {
        Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
        pipeline.map(TopologyVersionCommand::version)
                .ifPresent(version -> spec.commandLine().getOut().println(version));
        spec.commandLine().getOut().flush();
        return ExitCode.problemIf(pipeline.isEmpty());
    }

    /** Returns a text of letters, digits and {@code . - _}, which needs no quotes in a shell and in Storm's option. */
    static String version(Pipeline pipeline) {
        return Stream.concat(
                        Stream.of(Version.of("version")),
                        pipeline.components(Scorecard.class).stream()
                                .map(card -> card.name() + "-" + card.version() + "-"
                                        + card.hash().substring(0, HASH_DIGITS)))
                .map(part -> part.replaceAll("[^A-Za-z0-9._-]", "_"))
                .collect(Collectors.joining("-"));
    }
}
