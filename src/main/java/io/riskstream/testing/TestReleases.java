package io.riskstream.testing;

import io.riskstream.stage.ReleaseLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A log of releases in memory, which passes on each entry at once, on the thread of the caller. */
final class TestReleases {
    private final List<ReleaseLog.Entry> entries = new ArrayList<>();
    private final List<ReleaseLog.Follower> followers = new ArrayList<>();
    private final Map<String, byte[]> reports = new LinkedHashMap<>();

    synchronized void add(long timestamp, String key, byte[] value) {
        ReleaseLog.Entry entry = new ReleaseLog.Entry(entries.size(), timestamp, key, value);
        entries.add(entry);
        followers.forEach(follower -> follower.entry(entry));
    }

    synchronized Map<String, byte[]> reports() {
        return Map.copyOf(reports);
    }

    private synchronized void follow(ReleaseLog.Follower follower) {
        entries.forEach(follower::entry);
        follower.caughtUp();
        followers.add(follower);
    }

    private synchronized void leave(ReleaseLog.Follower follower) {
        followers.remove(follower);
    }

    private synchronized void report(String key, byte[] value) {
        reports.put(key, value);
    }

    /** Returns a connection. */
    ReleaseLog connect() {
        return new ReleaseLog() {
            private Follower own;

            @Override
            public void follow(Follower follower) {
                own = follower;
                TestReleases.this.follow(follower);
            }

            @Override
            public void report(String key, byte[] value) {
                TestReleases.this.report(key, value);
            }

            @Override
            public void close() {
                leave(own);
            }
        };
    }
}
