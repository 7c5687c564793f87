package io.riskstream.enrich;

import io.riskstream.Metrics;
import io.riskstream.Outcome;
import io.riskstream.Records;
import io.riskstream.RejectionCode;
import io.riskstream.StageContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The records that a batch's events need and memory does not have: fetched together, each once, however many events wait for it. Filled by the
 * task's thread, then completed by the store's.
 */
final class Misses {
    private record Wanted(OpenLookup lookup, CacheKey key) {}

    private record Waiting(Answer[] answers, CompletableFuture<Outcome> outcome) {}

    private final Policies policies;
    private final NearCache cache;
    private final StageContext context;
    private final Metrics.Timer fetchTime;
    private final Map<CacheKey, Integer> places = new HashMap<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();

    Misses(Policies policies, NearCache cache, StageContext context, Metrics.Timer fetchTime) {
        this.policies = policies;
        this.cache = cache;
        this.context = context;
        this.fetchTime = fetchTime;
    }

    /** The outcome of an event some of whose answers are pending. The array is kept. */
    Outcome add(Answer[] answers) {
        Duration deadline = Duration.ZERO;
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] instanceof Answer.Pending pending) {
                OpenLookup lookup = policies.lookups().get(i);
                if (places.putIfAbsent(pending.key(), wanted.size()) == null) {
                    wanted.add(new Wanted(lookup, pending.key()));
                }
                Duration own = lookup.deadline();
                deadline = own.compareTo(deadline) > 0 ? own : deadline;
            }
        }
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        waiting.add(new Waiting(answers, outcome));
        return Outcome.later(outcome, deadline, () -> late(answers));
    }

    /** Nothing is kept of the pending answers: when they come, they go into the cache, and the outcome they complete is nobody's. */
    private Outcome late(Answer[] answers) {
        Answer[] decided = answers.clone();
        for (int i = 0; i < decided.length; i++) {
            if (decided[i] instanceof Answer.Pending) {
                OpenLookup lookup = policies.lookups().get(i);
                String cause = "no answer in time; its deadline is "
                        + lookup.deadline().toMillis() + " ms";
                lookup.countLate();
                context.report(
                        policies.stage() + ".late",
                        "look-up '" + lookup.declared().name() + "': " + cause);
                decided[i] = new Answer.Failed(RejectionCode.ENRICH_ERROR, cause);
            }
        }
        return policies.decide(decided);
    }

    /** Asks for all of them in one go. */
    void fetch(Records records) {
        List<String> keys = new ArrayList<>(wanted.size());
        wanted.forEach(record -> keys.add(record.lookup().storeKey(record.key())));
        long start = context.ticker().getAsLong();
        CompletionStage<List<Optional<byte[]>>> fetched;
        try {
            fetched = records.fetch(keys);
        } catch (RuntimeException e) {
            fetched = CompletableFuture.failedStage(e);
        }
        fetched.whenComplete((values, failure) -> {
            fetchTime.record(context.ticker().getAsLong() - start);
            complete(answers(values, failure, start));
        });
    }

    private List<Answer> answers(List<Optional<byte[]>> values, Throwable failure, long asOf) {
        if (failure != null) {
            return failed(failure);
        }
        try {
            return decoded(values, asOf);
        } catch (RuntimeException e) {
            // whatever a store came up with, the events that wait for it come to an end
            return failed(e);
        }
    }

    private List<Answer> decoded(List<Optional<byte[]>> values, long asOf) {
        if (values.size() != wanted.size()) {
            return failed(new IllegalStateException("another number of records than of keys"));
        }
        List<Answer> answers = new ArrayList<>(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            answers.add(decoded(wanted.get(i), values.get(i), asOf));
        }
        return answers;
    }

    private Answer decoded(Wanted record, Optional<byte[]> value, long asOf) {
        OpenLookup lookup = record.lookup();
        // its age counts from the asking: what the store said later may have been true no longer
        long staleAt = asOf + lookup.declared().maxAge().toNanos();
        try {
            Answer.Known known = value.isEmpty()
                    ? new Answer.Absent(staleAt)
                    : new Answer.Found(lookup.decoder().decode(value.get()), staleAt);
            if (lookup.cached()) {
                cache.put(record.key(), known);
            }
            return known;
        } catch (RecordDecoder.RecordFault e) {
            String cause = "the record is not as declared: " + e.getMessage();
            context.report(
                    RejectionCode.ENRICH_RECORD,
                    "look-up '" + lookup.declared().name() + "' ("
                            + lookup.declared().key() + "): " + cause);
            return new Answer.Failed(RejectionCode.ENRICH_RECORD, cause);
        }
    }

    private List<Answer> failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        // the class alone: a store's message may quote a key
        String sentence = "the store could not be asked (" + cause.getClass().getSimpleName() + ")";
        List<String> names = wanted.stream()
                .map(record -> record.lookup().declared().name())
                .distinct()
                .toList();
        context.report(RejectionCode.ENRICH_ERROR, "look-ups " + String.join(", ", names) + ": " + sentence);
        Answer answer = new Answer.Failed(RejectionCode.ENRICH_ERROR, sentence);
        return Collections.nCopies(wanted.size(), answer);
    }

    private void complete(List<Answer> fetched) {
        long[] absent = new long[policies.lookups().size()];
        long[] errors = new long[absent.length];
        List<Waiting> decided = new ArrayList<>(waiting.size());
        for (Waiting event : waiting) {
            // a copy: the task's thread may be reading the original, for an event that is late
            Answer[] answers = event.answers().clone();
            for (int i = 0; i < answers.length; i++) {
                if (answers[i] instanceof Answer.Pending pending) {
                    answers[i] = fetched.get(places.get(pending.key()));
                    absent[i] += answers[i] instanceof Answer.Absent ? 1 : 0;
                    errors[i] += answers[i] instanceof Answer.Failed ? 1 : 0;
                }
            }
            decided.add(new Waiting(answers, event.outcome()));
        }
        for (int i = 0; i < absent.length; i++) {
            policies.lookups().get(i).countFetched(absent[i], errors[i]);
        }
        // last, so that whoever sees an outcome sees it counted
        decided.forEach(event -> event.outcome().complete(policies.decide(event.answers())));
    }
}
