package io.riskstream.tools.release;

import io.riskstream.score.Scorecard;
import io.riskstream.score.release.AcceptedReleases;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ReleaseHistory;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.stage.ReleaseLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the log of releases contains for one scorecard, as the workers apply it. */
public final class LoggedReleases {
    /** The command of a release that returns to an earlier version. */
    public static final String ROLLBACK = "rollback";

    private final String scorecard;
    private final String initial;
    private final AcceptedReleases accepted;
    private final Map<Long, String> refusals = new HashMap<>();

    LoggedReleases(Scorecard initial) {
        this.scorecard = initial.name();
        this.initial = initial.hash();
        this.accepted = new AcceptedReleases(initial);
    }

    void add(ConsumerRecord<byte[], byte[]> entry) {
        if (entry.value() != null) {
            accepted.apply(new ReleaseLog.Entry(entry.offset(), entry.timestamp(), "", entry.value()))
                    .ifPresent(refusal -> refusals.put(entry.offset(), refusal));
        }
    }

    /** Returns which release applies from when on. */
    public ReleaseHistory history() {
        return accepted.history();
    }

    /** Returns the releases in the order of the log, also those that a later one replaced. */
    public List<Release> all() {
        return accepted.releases();
    }

    /** Returns the latest release; empty if there is none. */
    public Optional<Release> latest() {
        List<Release> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Returns a version by its hash; empty if the log does not have it. */
    public Optional<ScorecardVersion> version(String hash) {
        return Optional.ofNullable(accepted.versions().get(hash));
    }

    /**
     * Returns the version whose hash begins with a text.
     *
     * @throws IllegalArgumentException if there is none, or more than one
     */
    public ScorecardVersion versionBeginning(String prefix) {
        List<ScorecardVersion> matching = accepted.versions().values().stream()
                .filter(version -> version.hash().startsWith(prefix))
                .toList();
        if (matching.size() != 1) {
            throw new IllegalArgumentException("the log has " + matching.size() + " versions of " + scorecard
                    + " whose hash begins with '" + prefix + "'; `releases` lists them");
        }
        return matching.get(0);
    }

    /** Returns the offset of the latest release; see {@link AcceptedReleases#latestRelease}. */
    public long latestRelease() {
        return accepted.latestRelease();
    }

    /** Returns why the entry at an offset is refused; empty if it is not. */
    public Optional<String> refusalAt(long offset) {
        return Optional.ofNullable(refusals.get(offset));
    }

    /**
     * Returns the hash of the version that was active before the present one, at first that of the scorecard of the Flux file; empty if there is none. A version
     * that a rollback has left is no longer among them, so a second rollback returns one version further.
     */
    public Optional<String> activeBefore() {
        Deque<String> active = new ArrayDeque<>(List.of(initial));
        for (Release release : history().releases()) {
            if (release.command().equals(ROLLBACK)) {
                while (active.size() > 1 && !active.getLast().equals(release.active())) {
                    active.removeLast();
                }
            }
            if (!active.getLast().equals(release.active())) {
                active.addLast(release.active());
            }
        }
        active.removeLast();
        return Optional.ofNullable(active.peekLast());
    }
}
