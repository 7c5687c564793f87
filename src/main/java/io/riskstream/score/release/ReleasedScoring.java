package io.riskstream.score.release;

import io.riskstream.event.Event;
import io.riskstream.event.Verdict;
import io.riskstream.score.Scorecard;
import io.riskstream.score.Scorer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Scores each event with the version that applies at its timestamp. One thread uses it. */
final class ReleasedScoring implements Scorer.Scoring {
    /** Versions that one thread keeps compiled; replays of old events compile others again. */
    private static final int MAX_COMPILED = 8;

    private final WorkerReleases releases;
    private final InstantSource clock;
    private final Scorer.Scoring before;
    private final Map<String, Scorer.Scoring> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Scorer.Scoring> eldest) {
            return size() > MAX_COMPILED;
        }
    };

    // the release of the last event, and the timestamps to which it applies: from the first to before the second
    private WorkerReleases.State state;
    private Scorer.Scoring current;
    private Canary canary;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;

    ReleasedScoring(Scorecard initial, WorkerReleases releases, InstantSource clock) {
        this.releases = releases;
        this.clock = clock;
        this.before = initial.open(clock);
    }

    @Override
    public boolean isReady() {
        return releases.state().ready();
    }

    @Override
    @SuppressWarnings(
            "ReferenceEquality") // a state is immutable, and a comparison of its content would cost more than a
    // selection
    public Verdict score(Event event) {
        long timestamp = event.origin().timestamp();
        WorkerReleases.State latest = releases.state();
        if (latest != state || timestamp < from || timestamp >= to) {
            select(latest, timestamp);
        }
        if (canary != null && canary.scores(event)) {
            return compiled(canary.hash(), latest.cards().get(canary.hash()).withoutShadow())
                    .score(event);
        }
        return current.score(event);
    }

    private void select(WorkerReleases.State latest, long timestamp) {
        ReleaseHistory history = latest.history();
        int position = history.positionAt(timestamp);
        state = latest;
        from = position < 0 ? Long.MIN_VALUE : history.releases().get(position).from();
        to = position + 1 < history.releases().size()
                ? history.releases().get(position + 1).from()
                : Long.MAX_VALUE;
        if (position < 0) {
            current = before;
            canary = null;
            return;
        }
        Release release = history.releases().get(position);
        canary = release.canary().orElse(null);
        Scorecard active = latest.cards().get(release.active());
        if (release.shadow().isEmpty()) {
            current = compiled(release.active(), active.withoutShadow());
        } else {
            String shadow = release.shadow().get();
            current = compiled(
                    release.active() + " " + shadow,
                    active.withShadow(latest.cards().get(shadow)));
        }
    }

    private Scorer.Scoring compiled(String key, Scorecard card) {
        Scorer.Scoring known = compiled.get(key);
        if (known == null) {
            known = card.open(clock);
            compiled.put(key, known);
        }
        return known;
    }
}
