package io.riskstream.score.release;

import com.google.gson.JsonObject;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.StageContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The releases of one scorecard on one worker. It follows the log and keeps, for every thread, the state of the moment. All tasks of a worker that score
 * with the same scorecard share one.
 *
 * <p>What the worker runs, and what it refused, is reported after each entry.
 */
final class WorkerReleases implements ReleaseLog.Follower, AutoCloseable {
    /** The latest ones, each cut, so that Kafka accepts the report whatever is in the log. */
    private static final int MAX_REPORTED_REFUSALS = 50;

    private static final int MAX_REPORTED_CAUSE = 4_000;

    /**
     * What holds at the moment. Immutable.
     *
     * @param ready true after the log was read to its end
     * @param history the accepted releases
     * @param cards the accepted scorecards by hash
     */
    record State(boolean ready, ReleaseHistory history, Map<String, Scorecard> cards) {}

    private final String scorecard;
    private final StageContext context;
    private final ReleaseLog log;
    private final String worker;
    private final Metrics.Counter refusals;

    /** Used by the log's thread alone. */
    private final AcceptedReleases accepted;

    private volatile State state = new State(false, ReleaseHistory.EMPTY, Map.of());
    private volatile long offset = -1;

    WorkerReleases(Scorecard initial, ReleaseStore store, StageContext context) {
        this.scorecard = initial.name();
        this.context = context;
        this.worker = scorecard + "/" + context.pipeline() + "/" + host() + "/"
                + UUID.randomUUID().toString().substring(0, 8);
        this.refusals = context.metrics().counter("releases.refused");
        context.metrics().gauge("releases.offset", () -> offset);
        this.accepted = new AcceptedReleases(initial);
        this.log = context.releases(store);
        log.follow(this);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    State state() {
        return state;
    }

    @Override
    public void entry(ReleaseLog.Entry entry) {
        accepted.apply(entry).ifPresent(refusal -> {
            refusals.add(1);
            context.report(
                    "score.release",
                    "scorecard " + scorecard + ": what applied before still applies, because " + refusal);
        });
        offset = entry.offset();
        if (state.ready()) { // before, nothing is scored, and a copy for each entry of a long log would take time
            state = new State(true, accepted.history(), accepted.cards());
            report();
        }
    }

    @Override
    public void caughtUp() {
        state = new State(true, accepted.history(), accepted.cards());
        report();
    }

    /** Reports what this worker runs now and what it refused. */
    private void report() {
        JsonObject json = new JsonObject();
        json.addProperty("scorecard", scorecard);
        json.addProperty("pipeline", context.pipeline());
        json.addProperty("worker", worker);
        json.addProperty("offset", offset);
        List<Release> releases = state.history().releases();
        if (!releases.isEmpty()) {
            json.add("release", releases.get(releases.size() - 1).toJson());
        }
        JsonObject causes = new JsonObject();
        accepted.refused().entrySet().stream()
                .skip(Math.max(0, accepted.refused().size() - MAX_REPORTED_REFUSALS))
                .forEach(refusal -> causes.addProperty(refusal.getKey(), beginning(refusal.getValue())));
        json.add("refused", causes);
        json.addProperty("at", Instant.ofEpochMilli(context.clock().millis()).toString());
        log.report(worker, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String beginning(String cause) {
        return cause.length() <= MAX_REPORTED_CAUSE ? cause : cause.substring(0, MAX_REPORTED_CAUSE) + "...";
    }

    @Override
    public void close() {
        log.close();
    }
}
