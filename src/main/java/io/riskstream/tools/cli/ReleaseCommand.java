package io.riskstream.tools.cli;

import io.riskstream.score.Scorecard;
import io.riskstream.score.release.Canary;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.cases.CaseResult;
import io.riskstream.tools.cases.CaseRunner;
import io.riskstream.tools.cases.CasesFile;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "release",
        description =
                "Releases a version of a scorecard to the running topology: checks it, runs the test cases with it and, with --backtest, compares its decisions with those of the active version, publishes it, waits until every worker has compiled it, and then states from which event on it applies. Connects to the pipeline's Kafka.",
        mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ReleaseOptions release;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SCORECARD",
            description = "the file with the new version (default: the scorecard of the Flux file)")
    private Path file;

    @Option(
            names = "--canary",
            paramLabel = "PERCENT",
            description =
                    "the version scores this share of the events' keys only, such as 5%%; the active version scores the others")
    private String canary;

    @Option(
            names = "--shadow",
            description = "the version is only evaluated beside the active one, and has no effect on a decision")
    private boolean shadow;

    @Option(
            names = "--valid-from",
            paramLabel = "TIME",
            description = "the first Kafka timestamp of an event that it applies to, such as 2026-03-01T00:00:00Z")
    private Instant validFrom;

    @Mixin
    private ReleaseBacktest backtest;

    @Option(names = "--no-test", description = "do not run the test cases of the pipeline")
    private boolean withoutTest;

    @Override
    public Integer call() throws InterruptedException, IOException {
        backtest.check();
        Optional<Canary> share = Optional.ofNullable(canary).map(text -> new Canary("", percent(text)));
        if (share.isPresent() && shadow) {
            throw new IllegalArgumentException("--canary and --shadow cannot be combined");
        }
        Optional<ReleaseSession> opened = ReleaseSession.open(release, spec.commandLine());
        if (opened.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        ReleaseSession session = opened.get();
        Scorecard initial = session.scorer().initial();
        SourceFile source =
                SourceFile.read(file == null ? initial.files().get(0).name() : file.toString());
        Scorecard card = Scorecard.of(initial.eventType(), source);
        if (!card.name().equals(initial.name())) {
            throw new IllegalArgumentException(source.name() + ": its name is '" + card.name()
                    + "', and the pipeline scores with '" + initial.name() + "'");
        }
        if (!card.shadowParts().isEmpty()) {
            throw new IllegalArgumentException(
                    source.name()
                            + ": it names a shadow, which a release cannot contain; remove the key and release the shadow with --shadow");
        }
        ScorecardVersion version = ScorecardVersion.of(card);
        if (!withoutTest && !testsHold(session.pipeline(), version)) {
            return ExitCode.PROBLEM;
        }
        if (backtest.isGiven() && !backtest.holds(session.pipeline(), session.activeScorecard(), card)) {
            spec.commandLine().getErr().println("nothing is released, because the backtest exceeds a limit");
            spec.commandLine().getErr().flush();
            return ExitCode.PROBLEM;
        }
        Optional<Instant> from = Optional.ofNullable(validFrom);
        if (share.isEmpty() && !shadow) {
            return ExitCode.problemIf(!session.add(version)
                    || !session.release("release", version.hash(), Optional.empty(), Optional.empty(), from));
        }
        Optional<String> active = session.activeVersion();
        if (active.isEmpty() || !session.add(version)) {
            return ExitCode.PROBLEM;
        }
        return ExitCode.problemIf(!session.release(
                shadow ? "shadow" : "canary",
                active.get(),
                shadow ? Optional.of(version.hash()) : Optional.empty(),
                share.map(empty -> new Canary(version.hash(), empty.percent())),
                from));
    }

    private static double percent(String text) {
        try {
            return Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--canary: expected a share such as 5%, not '" + text + "'", e);
        }
    }

    /** Runs the cases of the pipeline with the new version. Prints the names of those that do not hold. */
    private boolean testsHold(Pipeline pipeline, ScorecardVersion version) {
        Optional<Path> file = new CaseSuite(release.flux(), Optional.empty()).casesOf(pipeline);
        if (file.isEmpty()) {
            return true;
        }
        CasesFile cases = CasesFile.read(SourceFile.read(file.get().toString()));
        Release always =
                new Release(version.scorecard(), 0, version.hash(), Optional.empty(), Optional.empty(), "test", "", "");
        CaseRunner runner = new CaseRunner(pipeline, context -> context.withRelease(0, version.key(), version.toBytes())
                .withRelease(0, always.key(), always.toBytes()));
        List<String> failing = cases.cases().stream()
                .map(runner::run)
                .filter(result -> !result.holds())
                .map(CaseResult::ran)
                .map(ran -> ran.name())
                .toList();
        spec.commandLine()
                .getOut()
                .printf(
                        "%d of %d cases hold with the new version%n",
                        cases.cases().size() - failing.size(), cases.cases().size());
        failing.forEach(name -> spec.commandLine().getErr().printf("fails: %s%n", name));
        if (!failing.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("nothing is released: correct the scorecard, or the cases in " + file.get()
                            + "; --no-test releases without them");
        }
        spec.commandLine().getErr().flush();
        return failing.isEmpty();
    }
}
