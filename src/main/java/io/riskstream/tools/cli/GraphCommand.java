package io.riskstream.tools.cli;

import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.Substitution;
import io.riskstream.tools.graph.Drawing;
import io.riskstream.tools.graph.RunCounts;
import io.riskstream.tools.graph.TopologyGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "graph",
        description =
                "Draws the topology of a Flux file: spouts, bolts with their stages, streams, topics, stores. Connects to nothing.",
        mixinStandardHelpOptions = true)
final class GraphCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FLUX", description = "the Flux file")
    private Path flux;

    @Mixin
    private FluxOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, mermaid or svg (default: ${DEFAULT-VALUE})")
    private Drawing drawing;

    @Option(
            names = "--run",
            paramLabel = "SUMMARY",
            description = "add the counts of a run, from its summary such as target/run/summary.json")
    private Path run;

    @Option(names = "--output", paramLabel = "FILE", description = "write to a file instead of the standard output")
    private Path output;

    @Override
    public Integer call() throws IOException {
        Optional<RunCounts> counts = Optional.ofNullable(run).map(RunCounts::read);
        FluxModel model = FluxModel.read(flux, Substitution.by(options.propertiesFor(flux)));
        if (model.root().isEmpty()) {
            model.findings().forEach(finding -> spec.commandLine().getErr().println(finding));
            return ExitCode.PROBLEM;
        }
        FluxBuild build = FluxBuild.of(model);
        printProblems(model, build);
        TopologyGraph graph = TopologyGraph.of(model, build);
        counts.filter(counted -> !counted.pipeline().equals(graph.name())).ifPresent(counted -> {
            throw new IllegalArgumentException("--run: " + run + " is the summary of a run of " + counted.pipeline()
                    + ", expected one of " + graph.name());
        });
        String drawn = drawing.of(graph, counts);
        if (output == null) {
            spec.commandLine().getOut().print(drawn);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(output, drawn, StandardCharsets.UTF_8);
        }
        return ExitCode.problemIf(!build.isComplete());
    }

    /** Prints what cannot be read or built, and is therefore missing from the drawing or drawn in part. */
    private void printProblems(FluxModel model, FluxBuild build) {
        PrintWriter err = spec.commandLine().getErr();
        model.findings().stream().filter(Finding::isError).forEach(err::println);
        build.failures()
                .forEach(failure -> err.println(failure.declaration().position() + ": error "
                        + failure.declaration().description() + " cannot be built: " + failure.reason()));
        if (!build.isComplete()) {
            err.println(flux + ": the drawing is incomplete; `check` explains the errors");
        }
        err.flush();
    }
}
