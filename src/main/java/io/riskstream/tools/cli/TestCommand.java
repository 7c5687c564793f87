package io.riskstream.tools.cli;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.cases.Case;
import io.riskstream.tools.cases.CaseResult;
import io.riskstream.tools.cases.CaseRunner;
import io.riskstream.tools.cases.CasesFile;
import io.riskstream.tools.cases.CasesFileUpdate;
import io.riskstream.tools.flux.FluxFileException;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "test",
        description =
                "Runs the test cases of a pipeline through the stages of its Flux file. Needs no Kafka, Redis or Storm.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FLUX-or-DIR",
            description =
                    "a Flux file; a directory with cases, such as topologies/flood-claims, whose cases run through each Flux file that uses the directory; or a directory of Flux files")
    private Path path;

    @Mixin
    private FluxOptions options;

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "file of cases for one Flux file (default: cases.yaml beside its event schema)")
    private Path cases;

    @Option(
            names = "--case",
            paramLabel = "TEXT",
            description = "run only cases whose name contains TEXT; case is ignored")
    private String name = "";

    @Option(names = "--summary", description = "print one line per Flux file, and only the names of failing cases")
    private boolean summary;

    @Option(names = "--update", description = "write the actual values into the cases that fail")
    private boolean update;

    @Option(names = "--junit", paramLabel = "FILE", description = "write the results as JUnit XML for a CI server")
    private Path junit;

    private final Set<Path> updated = new HashSet<>();

    @Override
    public Integer call() throws IOException {
        TestReport report = new TestReport(spec.commandLine().getOut(), summary);
        CaseSuite selection = new CaseSuite(path, Optional.ofNullable(cases));
        for (Path flux : selection.fluxFiles()) {
            test(flux, selection, report);
        }
        if (report.isEmpty()) {
            throw new IllegalArgumentException(selection.noCases());
        }
        if (!report.failed() && report.hasNoCases()) {
            throw new IllegalArgumentException(
                    name.isEmpty() ? path + ": contains no cases" : "--case: no case name contains '" + name + "'");
        }
        if (junit != null) {
            report.writeJUnit(junit);
        }
        return ExitCode.problemIf(report.failed());
    }

    private void test(Path flux, CaseSuite selection, TestReport report) throws IOException {
        Pipeline pipeline;
        try {
            pipeline = Pipeline.read(flux, options.propertiesFor(flux));
        } catch (FluxFileException invalid) {
            if (CheckedFluxFile.hasNoErrors(spec.commandLine(), flux, options)) {
                spec.commandLine().getErr().println(invalid.getMessage());
            }
            report.addError(flux, invalid.getMessage());
            return;
        }
        Optional<Path> file = selection.casesOf(pipeline);
        if (file.isEmpty()) {
            return;
        }
        if (!CheckedFluxFile.hasNoErrors(spec.commandLine(), flux, options)) {
            report.addError(flux, "the file has errors; `check` lists them");
            return;
        }
        CasesFile read = CasesFile.read(SourceFile.read(file.get().toString()));
        report.add(flux, read, results(new CaseRunner(pipeline), read));
    }

    private List<CaseResult> results(CaseRunner runner, CasesFile file) throws IOException {
        List<CaseResult> results = file.cases().stream()
                .filter(testCase -> testCase.name().toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)))
                .map(runner::run)
                .toList();
        boolean failing = results.stream().anyMatch(result -> !result.holds());
        // two Flux files may share their cases: the actual values of the first are written
        return update && failing && updated.add(Path.of(file.source().name()))
                ? updated(runner, file, results)
                : results;
    }

    /** Writes the actual values into the file, and runs the failing cases again. */
    private List<CaseResult> updated(CaseRunner runner, CasesFile file, List<CaseResult> results) throws IOException {
        Path path = Path.of(file.source().name());
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(path + ": is in the jar and cannot be written");
        }
        String text = CasesFileUpdate.of(file, results);
        CasesFile written = CasesFile.read(new SourceFile(file.source().name(), text));
        List<CaseResult> again = results.stream()
                .map(result -> result.holds()
                        ? result
                        : runner.run(named(written, result.ran().name())))
                .toList();
        Files.writeString(path, text);
        long failing = count(results);
        long left = count(again);
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: %d of %d failing cases corrected%s%n",
                        path,
                        failing - left,
                        failing,
                        left == 0 ? "" : "; edit the others, for example keys that name a field that no longer exists");
        return again;
    }

    private static long count(List<CaseResult> results) {
        return results.stream().filter(result -> !result.holds()).count();
    }

    private static Case named(CasesFile file, String name) {
        return file.cases().stream()
                .filter(testCase -> testCase.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
