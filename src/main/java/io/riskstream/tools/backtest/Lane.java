package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.Verdict;
import io.riskstream.score.Scorecard;
import io.riskstream.score.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thread of a backtest: its own copies of the stages and the scorecards, and its own counts. That thread alone uses it. */
final class Lane implements AutoCloseable {
    private final OpenedStages before;
    private final OpenedStages after;
    private final List<Scorer.Scoring> cards;
    private final Labels labels;
    private final Optional<GroupField> group;
    private final Counts counts;

    /** Opens the stages; to be called on the thread that uses this object. */
    Lane(Backtest.Settings settings, StageParts stages, OfflineContext context) {
        this.cards = settings.cards().stream().map(Scorecard::open).toList();
        this.labels = new Labels(settings.labels(), settings.type());
        this.group = settings.by().map(field -> new GroupField(field, settings.type()));
        this.counts = settings.emptyCounts();
        this.before = new OpenedStages(stages.before(), context, counts);
        try {
            this.after = new OpenedStages(stages.after(), context, counts);
        } catch (RuntimeException e) {
            before.close();
            throw e;
        }
    }

    /** Runs the stages before the histories. Returns the events that pass, in the same order. */
    List<Event> prepare(List<Event> events) {
        return before.run(events);
    }

    /**
     * Runs the stages after the histories, scores the events that pass, and counts them.
     *
     * @return the events that the scorecards decide differently, in the order of their source
     */
    List<ChangedEvent> score(List<Event> events) {
        List<ChangedEvent> changed = new ArrayList<>();
        after.run(events).forEach(event -> score(event, changed));
        changed.sort(ChangedEvent.BY_ORIGIN);
        return changed;
    }

    private void score(Event event, List<ChangedEvent> changed) {
        List<Verdict> verdicts = new ArrayList<>(cards.size());
        for (Scorer.Scoring card : cards) {
            verdicts.add(card.score(event));
        }
        counts.add(event, verdicts, labels.of(event), group.map(field -> field.of(event)))
                .ifPresent(changed::add);
    }

    Counts counts() {
        return counts;
    }

    @Override
    public void close() {
        before.close();
        after.close();
    }
}
