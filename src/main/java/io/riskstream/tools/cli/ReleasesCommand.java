package io.riskstream.tools.cli;

import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ReleasedScorecard;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.release.LoggedReleases;
import io.riskstream.tools.release.ReleaseControl;
import io.riskstream.tools.release.WorkerReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
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
        name = "releases",
        description =
                "Lists the releases of a pipeline's scorecard and what each worker runs. Connects to the pipeline's Kafka.",
        mixinStandardHelpOptions = true)
final class ReleasesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FLUX", description = "the Flux file of a pipeline with a ReleasedScorecard")
    private Path flux;

    @Option(names = "--create", description = "create the topics of the releases, if they do not exist")
    private boolean create;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() throws InterruptedException {
        Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux, options);
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        ReleasedScorecard scorer = ReleaseOptions.released(flux, pipeline.get());
        ReleaseTopic topic = ReleaseOptions.topic(flux, scorer);
        ReleaseControl control = new ReleaseControl(topic, InstantSource.system());
        PrintWriter out = spec.commandLine().getOut();
        if (create) {
            control.create().forEach(name -> out.printf("created topic %s%n", name));
        } else if (!control.exists()) {
            throw new IllegalArgumentException("there is no topic '" + topic.topic() + "'; --create creates it");
        }
        String name = scorer.initial().name();
        print(out, name, control.read(scorer.initial()));
        print(out, control.workers(name));
        out.flush();
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, String name, LoggedReleases logged) {
        if (logged.all().isEmpty()) {
            out.printf("no release of %s; the scorecard of the Flux file scores%n", name);
            return;
        }
        out.printf("%-25s %-9s %-28s %s%n", "from", "command", "active", "by");
        for (Release release : logged.all()) {
            out.printf(
                    "%-25s %-9s %-28s %s%s%n",
                    Instant.ofEpochMilli(release.from()),
                    release.command(),
                    describe(logged, release.active()),
                    release.by(),
                    release.reason().isEmpty() ? "" : ": " + release.reason());
            release.canary()
                    .ifPresent(canary -> out.printf(
                            "%-35s %s for %s%% of the keys%n",
                            "", describe(logged, canary.hash()), ReleaseSession.number(canary.percent())));
            release.shadow().ifPresent(hash -> out.printf("%-35s %s as shadow%n", "", describe(logged, hash)));
        }
    }

    private static String describe(LoggedReleases logged, String hash) {
        String version = logged.version(hash).map(ScorecardVersion::version).orElse("?");
        return version + " (" + ReleaseSession.shortHash(hash) + ")";
    }

    private static void print(PrintWriter out, List<WorkerReport> workers) {
        if (workers.isEmpty()) {
            out.println("no worker reports");
        }
        for (WorkerReport worker : workers) {
            out.printf(
                    "worker %s: %s%n",
                    worker.worker(),
                    worker.active()
                            .map(hash -> "active " + ReleaseSession.shortHash(hash))
                            .orElse("the scorecard of the Flux file"));
            worker.refused().forEach((what, cause) -> out.printf("  refused %s: %s%n", what, cause));
        }
    }
}
