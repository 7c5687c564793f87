package io.riskstream.score.release;

import io.riskstream.event.EventType;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.ReleaseLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of a log that apply to one scorecard and one event type. A version that does not match the event type is refused, and so is a release that
 * refers to it. The entries alone decide, so every worker of a topology, and every command, comes to the same result. For use by one thread.
 */
public final class AcceptedReleases {
    /** The offset of the latest release where there is none. */
    public static final long NO_RELEASE = -1;

    private final EventType type;
    private final String scorecard;
    private final Map<String, Scorecard> cards = new HashMap<>();
    private final Map<String, ScorecardVersion> versions = new HashMap<>();
    private final List<Release> releases = new ArrayList<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private ReleaseHistory history = ReleaseHistory.EMPTY;
    private long latestRelease = NO_RELEASE;
    private long lastOffset = -1;

    /**
     * Creates it without entries.
     *
     * @param initial the scorecard of the Flux file: a release may refer to it without a version in the log
     */
    public AcceptedReleases(Scorecard initial) {
        this.type = initial.eventType();
        this.scorecard = initial.name();
        cards.put(initial.hash(), initial);
    }

    /**
     * Applies the next entry.
     *
     * @return why it is refused; empty if it is accepted, or is about another scorecard
     */
    public Optional<String> apply(ReleaseLog.Entry entry) {
        if (entry.offset() <= lastOffset) {
            latestRelease = NO_RELEASE; // the log was deleted and created again
        }
        lastOffset = entry.offset();
        ReleaseMessage message;
        try {
            message = ReleaseMessage.parse(entry.value());
        } catch (InvalidReleaseException e) {
            return refuse("entry " + entry.offset(), e.getMessage());
        }
        if (!message.scorecard().equals(scorecard)) {
            return Optional.empty();
        }
        return message instanceof Release release ? apply(release, entry) : add((ScorecardVersion) message);
    }

    private Optional<String> add(ScorecardVersion version) {
        String name = nameOf(version.hash());
        if (!cards.containsKey(version.hash())) {
            Scorecard card;
            try {
                card = version.read(type);
            } catch (RuntimeException | StackOverflowError e) {
                // any text may be in the log, and a worker must not end because of it
                return refuse(name, String.valueOf(e.getMessage()));
            }
            if (!card.hash().equals(version.hash()) || !card.name().equals(scorecard)) {
                return refuse(name, "its text has another name or hash");
            }
            cards.put(version.hash(), card);
        }
        refused.remove(name);
        versions.putIfAbsent(version.hash(), version);
        return Optional.empty();
    }

    private Optional<String> apply(Release release, ReleaseLog.Entry entry) {
        String name = "the release from " + Instant.ofEpochMilli(release.from());
        if (release.after().isPresent() && release.after().getAsLong() != latestRelease) {
            return refuse(name, "another release was added while it was prepared");
        }
        // also if this worker lacks one of its versions: which release is the latest must not depend on the event type
        latestRelease = entry.offset();
        for (String hash : release.versions()) {
            if (!cards.containsKey(hash)) {
                return refuse(
                        name,
                        refused.containsKey(nameOf(hash))
                                ? nameOf(hash) + " is refused"
                                : "the log has no " + nameOf(hash));
            }
        }
        releases.add(release);
        history = history.with(release, entry.timestamp());
        return Optional.empty();
    }

    /** Returns the name of a version in {@link #refused}. */
    public static String nameOf(String hash) {
        return "version " + hash;
    }

    private Optional<String> refuse(String name, String cause) {
        refused.remove(name); // so that the latest is the last
        refused.put(name, cause);
        return Optional.of(name + " is refused: " + cause);
    }

    /** Returns which release applies from when on. */
    public ReleaseHistory history() {
        return history;
    }

    /** Returns the offset of the latest release, also of one with a refused version; {@link #NO_RELEASE} if there is none. */
    public long latestRelease() {
        return latestRelease;
    }

    /** Returns the accepted releases in the order of the log, also those that a later one replaced. */
    public List<Release> releases() {
        return List.copyOf(releases);
    }

    /** Returns the accepted versions of the log by hash. */
    public Map<String, ScorecardVersion> versions() {
        return Map.copyOf(versions);
    }

    /** Returns the accepted scorecards by hash, with the one of the Flux file. */
    public Map<String, Scorecard> cards() {
        return Map.copyOf(cards);
    }

    /** Returns what is refused, and why, the latest refusal last. */
    public Map<String, String> refused() {
        return Collections.unmodifiableMap(refused);
    }
}
