package io.riskstream.tools.cli;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.cases.Case;
import io.riskstream.tools.cases.CaseResult;
import io.riskstream.tools.cases.CaseRunner;
import io.riskstream.tools.cases.CasesFile;
import io.riskstream.tools.cases.CasesFileUpdate;
import io.riskstream.tools.cases.JUnitReport;
import io.riskstream.tools.flux.FluxFileException;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.yaml.YamlException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        description =
                "Runs the cases of a pipeline through its stages, as the Flux file composes them, without Kafka, Redis or Storm.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every case holds",
            "1:a case does not, or a file has errors",
            "2:the arguments cannot be used, or there are no cases"
        })
final class TestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FLUX-or-DIR",
            description =
                    "a Flux file; a directory with cases, such as topologies/flood-claims, to run through each Flux file that uses it; or a directory of Flux files")
    private Path path;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            defaultValue = "conf/local.properties",
            description = "the environment (${DEFAULT-VALUE}); nothing in it is connected to")
    private Path filter;

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "the cases of a Flux file, if not those beside its event schema")
    private Path cases;

    @Option(names = "--case", paramLabel = "TEXT", description = "only cases with this in their name, in any case")
    private String name = "";

    @Option(names = "--update", description = "write what came into the cases that do not hold")
    private boolean update;

    @Option(names = "--junit", paramLabel = "FILE", description = "write the results as JUnit's XML, for a CI server")
    private Path junit;

    private final Set<Path> updated = new HashSet<>();
    /** What has been told of a case, and the Flux file that it came from. */
    private final Map<String, Path> told = new HashMap<>();

    private final List<JUnitReport.Suite> suites = new ArrayList<>();
    private boolean failed;

    @Override
    public Integer call() throws IOException {
        try {
            Properties properties = FilterFile.read(filter);
            CaseSuite meant = new CaseSuite(path, Optional.ofNullable(cases));
            for (Path flux : meant.fluxFiles()) {
                test(flux, properties, meant);
            }
            if (suites.isEmpty()) {
                throw new IllegalArgumentException(meant.none());
            }
            if (!failed && suites.stream().allMatch(suite -> suite.entries().isEmpty())) {
                throw new IllegalArgumentException(
                        name.isEmpty() ? "there are no cases" : "--case: no case has '" + name + "' in its name");
            }
            if (junit != null) {
                JUnitReport.write(junit, suites);
            }
        } catch (YamlException faults) {
            throw faults;
        } catch (IllegalArgumentException unusable) {
            throw new CommandLine.ParameterException(spec.commandLine(), unusable.getMessage(), unusable);
        }
        return failed ? 1 : 0;
    }

    private void test(Path flux, Properties properties, CaseSuite meant) throws IOException {
        Pipeline pipeline;
        try {
            pipeline = Pipeline.read(flux, properties);
        } catch (FluxFileException faulty) {
            refuse(flux, faulty);
            return;
        }
        Optional<Path> file = meant.casesOf(pipeline);
        if (file.isEmpty()) {
            return;
        }
        if (!CheckedFluxFile.accepts(spec.commandLine(), flux, filter)) {
            fault(flux, "it has errors; `check` tells which");
            return;
        }
        CasesFile read = CasesFile.read(SourceFile.read(file.get().toString()));
        tell(flux, read, results(new CaseRunner(pipeline), read));
    }

    /** Tells all that is wrong with a file that cannot be built, as {@code check} would. */
    private void refuse(Path flux, FluxFileException faulty) {
        if (CheckedFluxFile.accepts(spec.commandLine(), flux, filter)) {
            spec.commandLine().getErr().println(faulty.getMessage());
        }
        fault(flux, faulty.getMessage());
    }

    private void fault(Path flux, String message) {
        failed = true;
        suites.add(new JUnitReport.Suite(
                flux.toString(),
                List.of(new JUnitReport.Entry(
                        "check", flux.toString(), 1, Duration.ZERO, true, Optional.of(message)))));
    }

    private List<CaseResult> results(CaseRunner runner, CasesFile read) throws IOException {
        List<CaseResult> results = read.cases().stream()
                .filter(one -> one.name().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)))
                .map(runner::run)
                .toList();
        Path file = Path.of(read.source().name());
        if (update && results.stream().anyMatch(result -> !result.holds()) && updated.add(file)) {
            return updated(runner, read, results, file);
        }
        return results;
    }

    /** Writes what came, and runs the cases again that had to be written. */
    private List<CaseResult> updated(CaseRunner runner, CasesFile read, List<CaseResult> results, Path file)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + ": it is in the jar, and cannot be written");
        }
        String text = CasesFileUpdate.of(read, results);
        CasesFile written = CasesFile.read(new SourceFile(read.source().name(), text));
        List<CaseResult> again = IntStream.range(0, results.size())
                .mapToObj(i -> results.get(i).holds()
                        ? results.get(i)
                        : runner.run(named(written, results.get(i).ran().name())))
                .toList();
        long mended = IntStream.range(0, results.size())
                .filter(i -> !results.get(i).holds() && again.get(i).holds())
                .count();
        Files.writeString(file, text);
        spec.commandLine().getOut().printf("%s: %d %s written%n", file, mended, mended == 1 ? "case" : "cases");
        return again;
    }

    private static Case named(CasesFile file, String name) {
        return file.cases().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void tell(Path flux, CasesFile read, List<CaseResult> results) {
        PrintWriter out = spec.commandLine().getOut();
        List<JUnitReport.Entry> entries = new ArrayList<>();
        for (CaseResult result : results) {
            Optional<String> fault = result.holds() ? Optional.empty() : Optional.of(CaseReport.of(result));
            String file = read.source().name();
            int line = result.ran().line();
            fault.ifPresent(text -> {
                out.printf("%s:%d: %s%n", file, line, result.ran().name());
                Path earlier = told.putIfAbsent(file + ":" + line + ": " + text, flux);
                if (earlier == null) {
                    text.lines().forEach(one -> out.println(one.isEmpty() ? "" : "    " + one));
                } else {
                    out.printf("    the same as from %s%n", earlier);
                }
                out.println();
            });
            entries.add(new JUnitReport.Entry(
                    result.ran().name(), file, line, result.time(), result.run().isEmpty(), fault));
        }
        long holding = results.stream().filter(CaseResult::holds).count();
        long others = results.size() - holding;
        double seconds =
                results.stream().mapToLong(result -> result.time().toNanos()).sum() / 1e9;
        out.printf(
                Locale.ROOT,
                "%s: %d %s, %s; %.2f s%n",
                flux,
                results.size(),
                results.size() == 1 ? "case" : "cases",
                others == 0 ? "all hold" : others + (others == 1 ? " does not hold" : " do not hold"),
                seconds);
        out.flush();
        failed |= others > 0;
        suites.add(new JUnitReport.Suite(flux.toString(), entries));
    }
}
