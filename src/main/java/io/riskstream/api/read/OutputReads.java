package io.riskstream.api.read;

import io.riskstream.api.output.OutputOrder;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.ReadSource;
import io.riskstream.api.output.RejectedEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads outputs from the stores of their pipelines: the latest from Redis, the history from PostgreSQL, and both from the last records of the topics where a pipeline
 * has no such store.
 */
final class OutputReads {
    /**
     * Some of the outputs of a query.
     *
     * @param next the position of the last one; empty if no more follow
     */
    record Page<T>(List<T> items, Optional<OutputOrder> next) {}

    private final LatestOutputs latest;
    private final OutputHistory postgres;
    private final OutputHistory memory;

    OutputReads(LatestOutputs latest, OutputHistory postgres, OutputHistory memory) {
        this.latest = latest;
        this.postgres = postgres;
        this.memory = memory;
    }

    /** Returns where the scores of a pipeline are read, the first place first. */
    static List<ReadSource> sources(PipelineOutputs pipeline) {
        List<ReadSource> sources = new ArrayList<>();
        if (!pipeline.latestScores().isEmpty()) {
            sources.add(ReadSource.REDIS);
        }
        sources.add(pipeline.scoreTables().isEmpty() ? ReadSource.MEMORY : ReadSource.POSTGRES);
        return sources;
    }

    private OutputHistory scoreHistory(PipelineOutputs pipeline) {
        return pipeline.scoreTables().isEmpty() ? memory : postgres;
    }

    private OutputHistory deadLetterHistory(PipelineOutputs pipeline) {
        return pipeline.deadLetterTables().isEmpty() ? memory : postgres;
    }

    /** Returns the latest score of an event; empty if there is none. */
    Optional<PublishedScore> latest(Collection<PipelineOutputs> pipelines, String id) {
        return pipelines.stream()
                .flatMap(pipeline -> latest(pipeline, id).stream())
                .max(Comparator.comparing(PublishedScore::order));
    }

    private Optional<PublishedScore> latest(PipelineOutputs pipeline, String id) {
        // the key in Redis is the id in many pipelines, and in others that of another event
        return latest.score(pipeline, id)
                .filter(score -> score.id().equals(id))
                .or(() -> scoreHistory(pipeline).scores(pipeline, ScoreQuery.ofId(id, Optional.empty(), 1)).stream()
                        .findFirst());
    }

    /** Returns scores of several pipelines, the newest first. */
    Page<PublishedScore> scores(Collection<PipelineOutputs> pipelines, ScoreQuery query) {
        Page<PublishedScore> page =
                page(pipelines, query.limit(), PublishedScore::order, (pipeline, limit) -> scoreHistory(pipeline)
                        .scores(
                                pipeline,
                                new ScoreQuery(
                                        query.id(),
                                        query.key(),
                                        query.decision(),
                                        query.since(),
                                        query.until(),
                                        query.after(),
                                        limit)));
        return page.items().isEmpty()
                        && query.key().isPresent()
                        && query.after().isEmpty()
                ? new Page<>(latestOfKey(pipelines, query), Optional.empty())
                : page;
    }

    /** Returns the scores that Redis still has of a key that the history does not have any more. */
    private List<PublishedScore> latestOfKey(Collection<PipelineOutputs> pipelines, ScoreQuery query) {
        return pipelines.stream()
                .flatMap(pipeline -> latest.score(pipeline, query.key().orElseThrow()).stream())
                .filter(score -> query.id().map(score.id()::equals).orElse(true))
                .filter(score -> query.decision().map(score.decision()::equals).orElse(true))
                .filter(score -> query.since()
                        .map(time -> !score.receivedAt().isBefore(time))
                        .orElse(true))
                .filter(score -> query.until()
                        .map(time -> score.receivedAt().isBefore(time))
                        .orElse(true))
                .sorted(Comparator.comparing(PublishedScore::order).reversed())
                .limit(query.limit())
                .toList();
    }

    /** Returns dead letters of several pipelines, the newest first. */
    Page<RejectedEvent> deadLetters(Collection<PipelineOutputs> pipelines, DeadLetterQuery query) {
        return page(pipelines, query.limit(), RejectedEvent::order, (pipeline, limit) -> deadLetterHistory(pipeline)
                .deadLetters(
                        pipeline,
                        new DeadLetterQuery(
                                query.origin(), query.code(), query.since(), query.until(), query.after(), limit)));
    }

    /** Returns the dead letter of an input record with its original; empty if there is none. */
    Optional<RejectedEvent> deadLetter(Collection<PipelineOutputs> pipelines, String origin) {
        for (PipelineOutputs pipeline : pipelines) {
            Optional<RejectedEvent> found = latest.deadLetter(pipeline, origin)
                    .or(() ->
                            deadLetterHistory(pipeline).deadLetters(pipeline, DeadLetterQuery.ofOrigin(origin)).stream()
                                    .findFirst());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Reads one more than the limit, which shows whether more follow. */
    private static <T> Page<T> page(
            Collection<PipelineOutputs> pipelines,
            int limit,
            Function<T, OutputOrder> order,
            BiFunction<PipelineOutputs, Integer, List<T>> reader) {
        List<T> all = new ArrayList<>();
        pipelines.forEach(pipeline -> all.addAll(reader.apply(pipeline, limit + 1)));
        all.sort(Comparator.comparing(order).reversed());
        if (all.size() <= limit) {
            return new Page<>(all, Optional.empty());
        }
        List<T> items = all.subList(0, limit);
        return new Page<>(items, Optional.of(order.apply(items.get(limit - 1))));
    }
}
