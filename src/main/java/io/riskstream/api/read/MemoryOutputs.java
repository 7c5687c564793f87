package io.riskstream.api.read;

import io.riskstream.api.output.OutputListener;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.publish.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The last outputs of the topics, for pipelines without a store. It has at most a number of records and of bytes of each kind, for all pipelines together. */
final class MemoryOutputs implements OutputHistory, OutputListener {
    private static final String ID = "id ";
    private static final String KEY = "key ";

    private final OutputIndex<PublishedScore> scores;
    private final OutputIndex<RejectedEvent> deadLetters;

    private final BooleanSupplier complete;

    /**
     * Creates an empty history.
     *
     * @param complete true as soon as the last records of the topics were read; until then nothing can be said of what they contain
     * @param maxRecords the maximum number of scores, and of dead letters
     * @param maxBytes the maximum size of the scores, and of the dead letters
     */
    MemoryOutputs(BooleanSupplier complete, int maxRecords, long maxBytes) {
        this.complete = complete;
        this.scores = new OutputIndex<>(
                PublishedScore::order, MemoryOutputs::names, MemoryOutputs::size, maxRecords, maxBytes);
        this.deadLetters = new OutputIndex<>(
                RejectedEvent::order,
                event -> List.of(event.origin().toString()),
                MemoryOutputs::size,
                maxRecords,
                maxBytes);
    }

    private static List<String> names(PublishedScore score) {
        return score.key().map(key -> List.of(ID + score.id(), KEY + key)).orElseGet(() -> List.of(ID + score.id()));
    }

    private static long size(PublishedScore score) {
        return score.body().length
                + 4L * (score.id().length() + score.key().map(String::length).orElse(0));
    }

    private static long size(RejectedEvent event) {
        long original = event.original()
                .map(record -> record.key().map(bytes -> bytes.length).orElse(0)
                        + record.value().map(bytes -> bytes.length).orElse(0))
                .orElse(0);
        return original
                + 2L
                        * (event.rejections().length()
                                + event.message().length()
                                + event.path().length());
    }

    @Override
    public void scored(PublishedScore score, long latencyMillis) {
        scores.add(score);
    }

    @Override
    public void rejected(RejectedEvent event) {
        deadLetters.add(event);
    }

    @Override
    public List<PublishedScore> scores(PipelineOutputs pipeline, ScoreQuery query) {
        requireComplete();
        String name = pipeline.pipeline().name();
        Predicate<PublishedScore> filter = score -> score.pipeline().equals(name)
                && matches(query.id(), score.id())
                && (query.key().isEmpty() || query.key().equals(score.key()))
                && matches(query.decision(), score.decision())
                && query.since().map(time -> !score.receivedAt().isBefore(time)).orElse(true)
                && query.until().map(time -> score.receivedAt().isBefore(time)).orElse(true);
        Optional<String> index =
                query.id().map(id -> ID + id).or(() -> query.key().map(key -> KEY + key));
        return scores.newest(index, query.after(), filter, query.limit());
    }

    private void requireComplete() {
        if (!complete.getAsBoolean()) {
            throw new StoreUnavailableException("the output topics have not been read since the start; is Kafka away?");
        }
    }

    private static boolean matches(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }

    @Override
    public List<RejectedEvent> deadLetters(PipelineOutputs pipeline, DeadLetterQuery query) {
        requireComplete();
        String name = pipeline.pipeline().name();
        Predicate<RejectedEvent> filter = event -> event.pipeline().equals(name)
                && query.selects(event.code())
                && query.since().map(time -> !event.rejectedAt().isBefore(time)).orElse(true)
                && query.until().map(time -> event.rejectedAt().isBefore(time)).orElse(true);
        return deadLetters.newest(query.origin(), query.after(), filter, query.limit());
    }
}
