package io.riskstream.tools.release;

import io.riskstream.score.Scorecard;
import io.riskstream.score.release.AcceptedReleases;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ReleaseHistory;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.stage.ReleaseLog;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the log of releases contains for one scorecard, as the workers apply it. */
public final class LoggedReleases {
    private final String scorecard;
    private final AcceptedReleases accepted;

    LoggedReleases(Scorecard initial) {
        this.scorecard = initial.name();
        this.accepted = new AcceptedReleases(initial);
    }

    void add(ConsumerRecord<byte[], byte[]> entry) {
        if (entry.value() != null) {
            // a refusal is reported by the workers
            Optional<String> unused =
                    accepted.apply(new ReleaseLog.Entry(entry.offset(), entry.timestamp(), "", entry.value()));
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

    /** Returns the hash of the version that was active before the latest release changed it; empty if no release had another. */
    public Optional<String> activeBefore() {
        List<Release> releases = history().releases();
        String current =
                releases.isEmpty() ? "" : releases.get(releases.size() - 1).active();
        for (int i = releases.size() - 2; i >= 0; i--) {
            if (!releases.get(i).active().equals(current)) {
                return Optional.of(releases.get(i).active());
            }
        }
        return Optional.empty();
    }
}
