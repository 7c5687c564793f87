package io.riskstream.tools.cli;

import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.score.release.ReleasedScorecard;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of the commands that write to the log of releases. */
final class ReleaseOptions {
    @Parameters(index = "0", paramLabel = "FLUX", description = "the Flux file of a pipeline with a ReleasedScorecard")
    private Path flux;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "who releases, for the log (default: the user of the operating system)")
    private String by = System.getProperty("user.name");

    @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the log")
    private String reason = "";

    @Option(
            names = "--delay",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description =
                    "the release applies to events from this long after now on, so that every worker has read it before (default: ${DEFAULT-VALUE})")
    private int delaySeconds;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "how long to wait for the workers (default: ${DEFAULT-VALUE})")
    private int waitSeconds;

    @Mixin
    private FluxOptions fluxOptions;

    Path flux() {
        return flux;
    }

    String by() {
        return by;
    }

    String reason() {
        return reason;
    }

    Duration delay() {
        return seconds("--delay", delaySeconds);
    }

    Duration patience() {
        return seconds("--wait", waitSeconds);
    }

    private static Duration seconds(String option, int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException(option + ": expected 0 or more seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    /** Returns the pipeline; empty if the Flux file has errors, which are then printed. */
    Optional<Pipeline> pipeline(CommandLine command) {
        return CheckedFluxFile.pipeline(command, flux, fluxOptions);
    }

    /**
     * Returns the scorer of a pipeline that follows releases in Kafka.
     *
     * @throws IllegalArgumentException if the Flux file does not declare exactly one
     */
    static ReleasedScorecard released(Path flux, Pipeline pipeline) {
        List<ReleasedScorecard> scorers = pipeline.components(ReleasedScorecard.class);
        if (scorers.size() != 1) {
            String declared = scorers.isEmpty() ? "no component" : scorers.size() + " components";
            throw new IllegalArgumentException(
                    flux + ": declares " + declared + " of class "
                            + ReleasedScorecard.class.getName()
                            + ", and a pipeline follows releases with exactly one; 'Release a scorecard while claims flow' in topologies/README.md shows its declaration");
        }
        return scorers.get(0);
    }

    /**
     * Returns the topic with the releases of a scorer.
     *
     * @throws IllegalArgumentException if its releases are not in Kafka
     */
    static ReleaseTopic topic(Path flux, ReleasedScorecard scorer) {
        if (scorer.store() instanceof ReleaseTopic topic) {
            return topic;
        }
        throw new IllegalArgumentException(flux + ": its releases are not in a ReleaseTopic");
    }
}
