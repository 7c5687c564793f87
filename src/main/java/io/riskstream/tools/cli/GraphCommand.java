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
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "graph",
        description = "Draws the topology of a Flux file: spouts, bolts and their stages, streams, topics, stores.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is drawn as it would run",
            "1:something in the file cannot be read or built; the rest is drawn",
            "2:the arguments cannot be used, or a file is not there"
        })
final class GraphCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FLUX", description = "the Flux file")
    private Path flux;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            defaultValue = "conf/local.properties",
            description = "the environment (${DEFAULT-VALUE})")
    private Path filter;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, mermaid or svg (${DEFAULT-VALUE})")
    private Drawing drawing;

    @Option(
            names = "--run",
            paramLabel = "SUMMARY",
            description = "put on it what a run counted, such as target/run/summary.json")
    private Path run;

    @Option(names = "--output", paramLabel = "FILE", description = "write to a file instead of the terminal")
    private Path output;

    @Override
    public Integer call() throws IOException {
        String drawn;
        boolean whole;
        try {
            Optional<RunCounts> counts = Optional.ofNullable(run).map(RunCounts::read);
            FluxModel model = FluxModel.read(flux, Substitution.by(FilterFile.read(filter)));
            if (model.root().isEmpty()) {
                model.findings().forEach(finding -> spec.commandLine().getErr().println(finding));
                return 1;
            }
            FluxBuild assembly = FluxBuild.of(model);
            whole = tellWhatIsMissing(model, assembly);
            TopologyGraph graph = TopologyGraph.of(model, assembly);
            counts.filter(counted -> !counted.pipeline().equals(graph.name())).ifPresent(counted -> {
                throw new IllegalArgumentException(
                        run + ": it tells of a run of " + counted.pipeline() + ", not of " + graph.name());
            });
            drawn = drawing.of(graph, counts);
        } catch (IllegalArgumentException unusable) {
            throw new CommandLine.ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
        }
        if (output == null) {
            spec.commandLine().getOut().print(drawn);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(output, drawn, StandardCharsets.UTF_8);
        }
        return whole ? 0 : 1;
    }

    /** What cannot be read or built is not drawn, or in part; whether there was nothing of that kind. */
    private boolean tellWhatIsMissing(FluxModel model, FluxBuild assembly) {
        PrintWriter err = spec.commandLine().getErr();
        model.findings().stream().filter(Finding::isError).forEach(err::println);
        assembly.failures()
                .forEach(failure -> err.println(failure.declaration().place() + ": error "
                        + failure.declaration().told() + " cannot be built: " + failure.reason()));
        if (!assembly.isComplete()) {
            err.println(flux + ": what cannot be built is drawn as far as the file tells; `check` says more");
        }
        err.flush();
        return assembly.isComplete();
    }
}
