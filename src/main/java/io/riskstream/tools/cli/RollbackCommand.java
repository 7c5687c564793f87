package io.riskstream.tools.cli;

import io.riskstream.score.release.Release;
import io.riskstream.tools.release.LoggedReleases;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rollback",
        description =
                "Ends a canary or a shadow; without one, makes the version that was active before the present one active again. Scores that were published stay as they are. Connects to the pipeline's Kafka.",
        mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ReleaseOptions release;

    @Option(names = "--to", paramLabel = "HASH", description = "the version to return to, by the beginning of its hash")
    private String to;

    @Override
    public Integer call() throws InterruptedException {
        Optional<ReleaseSession> opened = ReleaseSession.open(release, spec.commandLine());
        if (opened.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        ReleaseSession session = opened.get();
        Release latest = session.logged()
                .latest()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no release of " + session.scorer().initial().name() + " to roll back"));
        Optional<String> target;
        if (to != null) {
            target = Optional.of(session.logged().versionBeginning(to).hash());
        } else if (latest.canary().isPresent() || latest.shadow().isPresent()) {
            target = Optional.of(latest.active());
        } else {
            String name = session.scorer().initial().name();
            String before = session.logged()
                    .activeBefore()
                    .orElseThrow(() -> new IllegalArgumentException("no version of " + name
                            + " was active before the present one; name the version to return to with --to"));
            target = before.equals(session.scorer().initial().hash()) ? session.initialVersion() : Optional.of(before);
        }
        return ExitCode.problemIf(target.isEmpty()
                || !session.release(
                        LoggedReleases.ROLLBACK, target.get(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
