package io.riskstream.api.read;

import io.riskstream.api.output.OutputOrder;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.ReadSource;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.connect.postgres.DeadLetterSelection;
import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.postgres.PostgresReader;
import io.riskstream.connect.postgres.RowPosition;
import io.riskstream.connect.postgres.ScoreSelection;
import io.riskstream.connect.postgres.StoredDeadLetter;
import io.riskstream.connect.postgres.StoredScore;
import io.riskstream.publish.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The outputs that the pipelines, or the topologies that forward their outputs, have stored in PostgreSQL. A table has one row for each key and month, so it contains
 * the last score of each month.
 */
final class PostgresOutputs implements OutputHistory, AutoCloseable {
    private final Map<Postgres, PostgresReader> readers = new HashMap<>();
    /** The tables that several pipelines write to. */
    private final Set<String> shared = new HashSet<>();

    PostgresOutputs(Collection<PipelineOutputs> pipelines) {
        Set<String> seen = new HashSet<>();
        for (PipelineOutputs outputs : pipelines) {
            List<PipelineOutputs.Table> tables = new ArrayList<>(outputs.scoreTables());
            tables.addAll(outputs.deadLetterTables());
            tables.forEach(table -> readers.computeIfAbsent(table.sink(), PostgresReader::new));
            outputs.scoreTables().stream()
                    .map(PostgresOutputs::name)
                    .filter(name -> !seen.add(name))
                    .forEach(shared::add);
        }
    }

    private static String name(PipelineOutputs.Table table) {
        return table.sink() + " " + table.name();
    }

    @Override
    public List<PublishedScore> scores(PipelineOutputs pipeline, ScoreQuery query) {
        List<PublishedScore> all = new ArrayList<>();
        for (PipelineOutputs.Table table : pipeline.scoreTables()) {
            ScoreSelection selection = new ScoreSelection(
                    query.id(),
                    query.key(),
                    query.decision(),
                    query.since(),
                    query.until(),
                    shared.contains(name(table)) ? pipeline.pipeline().topics() : List.of(),
                    query.after().map(after -> position(after, pipeline)),
                    query.limit());
            readers.get(table.sink()).scores(table.name(), selection).forEach(row -> score(row, pipeline)
                    .ifPresent(all::add));
        }
        all.sort(Comparator.comparing(PublishedScore::order).reversed());
        return all.subList(0, Math.min(all.size(), query.limit()));
    }

    /** The order of all outputs ends with the pipeline, which the rows of one pipeline do not have. */
    private static RowPosition position(OutputOrder after, PipelineOutputs pipeline) {
        return new RowPosition(
                after.micros(), after.origin(), pipeline.pipeline().name().compareTo(after.pipeline()) < 0);
    }

    private static Optional<PublishedScore> score(StoredScore row, PipelineOutputs pipeline) {
        return SourcePosition.parse(row.origin())
                .flatMap(origin -> PublishedScore.of(
                        pipeline.pipeline().name(),
                        origin,
                        Optional.of(row.key()),
                        Instant.ofEpochMilli(row.timestamp()),
                        Optional.of(row.storedAt()),
                        ReadSource.POSTGRES,
                        row.body().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public List<RejectedEvent> deadLetters(PipelineOutputs pipeline, DeadLetterQuery query) {
        List<RejectedEvent> all = new ArrayList<>();
        for (PipelineOutputs.Table table : pipeline.deadLetterTables()) {
            DeadLetterSelection selection = new DeadLetterSelection(
                    pipeline.pipeline().name(),
                    query.origin(),
                    query.code(),
                    query.since(),
                    query.until(),
                    query.after().map(after -> position(after, pipeline)),
                    query.limit(),
                    query.origin().isPresent());
            readers.get(table.sink()).deadLetters(table.name(), selection).forEach(row -> rejected(row, query)
                    .ifPresent(all::add));
        }
        all.sort(Comparator.comparing(RejectedEvent::order).reversed());
        return all.subList(0, Math.min(all.size(), query.limit()));
    }

    private static Optional<RejectedEvent> rejected(StoredDeadLetter row, DeadLetterQuery query) {
        return SourcePosition.parse(row.origin())
                .map(origin -> new RejectedEvent(
                        row.pipeline(),
                        origin,
                        row.outcome(),
                        Instant.ofEpochMilli(row.timestamp()),
                        row.rejectedAt(),
                        row.stage(),
                        row.code(),
                        row.path(),
                        row.message(),
                        Optional.empty(),
                        Optional.empty(),
                        row.rejections(),
                        Optional.empty(),
                        ReadSource.POSTGRES,
                        query.origin().isPresent()
                                ? Optional.of(new RejectedEvent.Original(row.key(), row.original(), Optional.empty()))
                                : Optional.empty()));
    }

    @Override
    public void close() {
        readers.values().forEach(PostgresReader::close);
    }
}
