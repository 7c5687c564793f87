package io.riskstream.tools.cli;

import io.riskstream.connect.kafka.ReleaseTopic;
import io.riskstream.score.Scorecard;
import io.riskstream.score.release.Canary;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ReleasedScorecard;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.release.LoggedReleases;
import io.riskstream.tools.release.ReleaseControl;
import io.riskstream.tools.release.WorkerReport;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** One run of a command that writes to the log of releases: what the log contains, and how to add a version and a release and to wait for the workers. */
final class ReleaseSession {
    private static final int SHORT_HASH = 12;

    private final ReleaseOptions options;
    private final Pipeline pipeline;
    private final ReleasedScorecard scorer;
    private final ReleaseControl control;
    private final LoggedReleases logged;
    private final PrintWriter out;
    private final PrintWriter err;

    private ReleaseSession(
            ReleaseOptions options,
            Pipeline pipeline,
            ReleasedScorecard scorer,
            ReleaseControl control,
            CommandLine command) {
        this.options = options;
        this.pipeline = pipeline;
        this.scorer = scorer;
        this.control = control;
        this.logged = control.read(scorer.initial());
        this.out = command.getOut();
        this.err = command.getErr();
    }

    /**
     * Opens a session with the pipeline of the options; empty if its Flux file has errors, which are then printed.
     *
     * @throws IllegalArgumentException if the pipeline follows no releases, or the topic does not exist
     */
    static Optional<ReleaseSession> open(ReleaseOptions options, CommandLine command) {
        return options.pipeline(command).map(pipeline -> open(options, pipeline, command));
    }

    private static ReleaseSession open(ReleaseOptions options, Pipeline pipeline, CommandLine command) {
        ReleasedScorecard scorer = ReleaseOptions.released(options.flux(), pipeline);
        ReleaseTopic topic = ReleaseOptions.topic(options.flux(), scorer);
        ReleaseControl control = new ReleaseControl(topic, InstantSource.system());
        if (!control.exists()) {
            throw new IllegalArgumentException("there is no topic '" + topic.topic() + "' at "
                    + topic.kafka().bootstrapServers() + "; create it with `releases " + options.flux()
                    + " --create`");
        }
        return new ReleaseSession(options, pipeline, scorer, control, command);
    }

    static String shortHash(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    Pipeline pipeline() {
        return pipeline;
    }

    LoggedReleases logged() {
        return logged;
    }

    ReleasedScorecard scorer() {
        return scorer;
    }

    /** Returns the hash of the version that is active, and adds the scorecard of the Flux file to the log if it is the one. Empty if a worker refused it. */
    Optional<String> activeVersion() throws InterruptedException {
        Optional<String> active = logged.latest().map(Release::active);
        return active.isPresent() ? active : initialVersion();
    }

    /** Returns the scorecard that is active: the one of the latest release, or that of the Flux file. */
    Scorecard activeScorecard() {
        return logged.latest()
                .flatMap(release -> logged.version(release.active()))
                .map(version -> version.read(scorer.initial().eventType()))
                .orElse(scorer.initial());
    }

    /** Adds the scorecard of the Flux file to the log. Returns its hash; empty if a worker refused it. */
    Optional<String> initialVersion() throws InterruptedException {
        Scorecard initial = scorer.initial();
        return add(ScorecardVersion.of(initial)) ? Optional.of(initial.hash()) : Optional.empty();
    }

    /**
     * Adds a version to the log, and waits until every worker has compiled it.
     *
     * @return false if a worker refused it or did not read it in time, which is then printed
     */
    boolean add(ScorecardVersion version) throws InterruptedException {
        if (logged.version(version.hash()).isPresent()) {
            return isAccepted(version, control.workers(version.scorecard()));
        }
        long offset = control.publish(version);
        List<WorkerReport> workers = awaitWorkers(offset);
        return areUpToDate(workers, offset) && isAccepted(version, workers);
    }

    private List<WorkerReport> awaitWorkers(long offset) {
        return control.awaitWorkers(scorer.initial().name(), offset, options.patience());
    }

    private boolean isAccepted(ScorecardVersion version, List<WorkerReport> workers) {
        for (WorkerReport worker : workers) {
            Optional<String> cause = worker.refusalOf(version.hash());
            if (cause.isPresent()) {
                err.printf(
                        "%s %s is refused by worker %s, so nothing is released:%n%s%n",
                        version.scorecard(), version.version(), worker.worker(), cause.get());
                err.flush();
                return false;
            }
        }
        return true;
    }

    private boolean areUpToDate(List<WorkerReport> workers, long offset) {
        List<WorkerReport> late =
                workers.stream().filter(worker -> worker.offset() < offset).toList();
        late.forEach(worker -> err.printf(
                "worker %s has not read entry %d within %d s; is it running?%n",
                worker.worker(), offset, options.patience().toSeconds()));
        err.flush();
        return late.isEmpty();
    }

    /**
     * Adds a release to the log, waits for the workers, and prints what applies from when on.
     *
     * @return false if it is refused because another command added a release meanwhile, or a worker did not read it in time
     */
    boolean release(
            String command,
            String active,
            Optional<String> shadow,
            Optional<Canary> canary,
            Optional<Instant> validFrom)
            throws InterruptedException {
        Instant earliest = InstantSource.system().instant().plus(options.delay());
        Instant from = validFrom.filter(earliest::isBefore).orElse(earliest);
        Release release = new Release(
                        scorer.initial().name(),
                        from.toEpochMilli(),
                        active,
                        shadow,
                        canary,
                        command,
                        options.by(),
                        options.reason())
                .after(logged.latestRelease());
        long offset = control.publish(release);
        Optional<String> refusal = control.read(scorer.initial()).refusalAt(offset);
        if (refusal.isPresent()) {
            err.println(refusal.get() + "; `releases` lists what applies. Run the command again if it is still wanted");
            err.flush();
            return false;
        }
        out.printf(
                "%s: %s %s%s%s, for events with a Kafka timestamp from %s on%n",
                command,
                release.scorecard(),
                shortHash(active),
                canary.map(share -> ", " + number(share.percent()) + "% of the keys " + shortHash(share.hash()))
                        .orElse(""),
                shadow.map(hash -> ", shadow " + shortHash(hash)).orElse(""),
                Instant.ofEpochMilli(release.from()));
        List<WorkerReport> workers = awaitWorkers(offset);
        boolean upToDate = areUpToDate(workers, offset);
        if (workers.isEmpty()) {
            out.println("no worker reports; the release applies when the topology runs");
        } else if (upToDate) {
            out.printf("%d worker%s confirmed%n", workers.size(), workers.size() == 1 ? " has" : "s have");
        }
        out.flush();
        return upToDate;
    }

    static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
