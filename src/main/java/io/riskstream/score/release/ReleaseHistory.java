package io.riskstream.score.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The releases of one scorecard in the order of their first timestamps. Immutable. */
public final class ReleaseHistory {
    /** Without a release. */
    public static final ReleaseHistory EMPTY = new ReleaseHistory(List.of());

    private final List<Release> releases;
    private final long[] starts;

    private ReleaseHistory(List<Release> releases) {
        this.releases = List.copyOf(releases);
        this.starts = releases.stream().mapToLong(Release::from).toArray();
    }

    /**
     * Returns the history with one more release. It replaces the releases that would begin with it or later. It begins no earlier than the log accepted it:
     * events before that time may have been scored already, and their replay gives the same score.
     *
     * @param acceptedAt when the log accepted the release, in milliseconds since 1970
     */
    public ReleaseHistory with(Release release, long acceptedAt) {
        Release added = release.from(Math.max(release.from(), acceptedAt));
        List<Release> all = new ArrayList<>();
        for (Release earlier : releases) {
            if (earlier.from() < added.from()) {
                all.add(earlier);
            }
        }
        all.add(added);
        return new ReleaseHistory(all);
    }

    /** Returns the position of the release for events of a timestamp; -1 if it is before all releases. */
    int positionAt(long timestamp) {
        int position = starts.length - 1;
        while (position >= 0 && timestamp < starts[position]) {
            position--;
        }
        return position;
    }

    /** Returns the release for events of a timestamp; empty if it is before all releases. */
    public Optional<Release> at(long timestamp) {
        int position = positionAt(timestamp);
        return position < 0 ? Optional.empty() : Optional.of(releases.get(position));
    }

    /** Returns all releases, the earliest first. */
    public List<Release> releases() {
        return releases;
    }
}
