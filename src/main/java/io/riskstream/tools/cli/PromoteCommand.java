package io.riskstream.tools.cli;

import io.riskstream.score.release.Canary;
import io.riskstream.score.release.Release;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "promote",
        description =
                "Makes the canary of the latest release, or else its shadow, the active version for all events. Connects to the pipeline's Kafka.",
        mixinStandardHelpOptions = true)
final class PromoteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ReleaseOptions release;

    @Override
    public Integer call() throws InterruptedException {
        Optional<ReleaseSession> opened = ReleaseSession.open(release, spec.commandLine());
        if (opened.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        ReleaseSession session = opened.get();
        Optional<Release> latest = session.logged().latest();
        String promoted = latest.flatMap(Release::canary)
                .map(Canary::hash)
                .or(() -> latest.flatMap(Release::shadow))
                .orElseThrow(() -> new IllegalArgumentException("the latest release of "
                        + session.scorer().initial().name() + " has neither a canary nor a shadow"));
        return ExitCode.problemIf(
                !session.release("promote", promoted, Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
