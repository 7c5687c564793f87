package io.riskstream.tools.cli;

import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.postgres.PostgresReader;
import io.riskstream.connect.postgres.PostgresTables.Contents;
import io.riskstream.connect.postgres.ScoreSelection;
import io.riskstream.connect.postgres.StoredScore;
import io.riskstream.connect.redis.LatestReader;
import io.riskstream.connect.redis.RedisLatest;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.publish.ForwardOutput;
import io.riskstream.publish.PublishScore;
import io.riskstream.publish.StoreUnavailableException;
import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.StoreTables;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Searches a published score in the stores that the stages of a Flux file write to: first in the tables of PostgreSQL, then in the latest scores of Redis. */
final class StoredScoreSearch {
    private final Pipeline pipeline;
    private final List<String> tables;
    private final List<String> searched = new ArrayList<>();

    /** @param tables further tables of scores, which a template of the option {@code topic} names */
    StoredScoreSearch(Pipeline pipeline, List<String> tables) {
        this.pipeline = pipeline;
        this.tables = tables;
    }

    /**
     * Returns the latest score of an event, as the event that it is in its topic.
     *
     * @param id the id of the event
     * @param key the key of its message, by which Redis has it
     * @throws IllegalArgumentException if no store has it, or the Flux file names none
     * @throws IllegalStateException if a store cannot be read
     */
    Event find(String id, String key) {
        Optional<String> found = inPostgres(id).or(() -> inRedis(id, key));
        if (searched.isEmpty()) {
            throw new IllegalArgumentException(
                    pipeline.path() + ": no stage writes scores to a Postgres or a RedisLatest");
        }
        String body = found.orElseThrow(() -> new IllegalArgumentException("no score with the id '" + id + "' in "
                + String.join(", ", searched)
                + (pipeline.components(RedisLatest.class).isEmpty()
                        ? ""
                        : "; Redis has it under the key of its message, which --key names if it is not the id")));
        Origin origin = new Origin(
                searched.get(searched.size() - 1), 0, 0, System.currentTimeMillis(), Optional.empty(), List.of());
        return Event.of(origin, body.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> inPostgres(String id) {
        for (Postgres database : pipeline.components(Postgres.class)) {
            List<String> names = StoreTables.of(pipeline, database, tables).entrySet().stream()
                    .filter(table -> table.getValue() == Contents.SCORES)
                    .map(Map.Entry::getKey)
                    .toList();
            try (PostgresReader scores = new PostgresReader(database)) {
                for (String table : names) {
                    searched.add("table " + database.schema() + "." + table);
                    Optional<String> found = scores.scores(table, ScoreSelection.latestOf(id)).stream()
                            .map(StoredScore::body)
                            .findFirst();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            } catch (StoreUnavailableException e) {
                throw new IllegalStateException(pipeline.path() + ": " + e.getMessage(), e);
            }
        }
        return Optional.empty();
    }

    private Optional<String> inRedis(String id, String key) {
        for (RedisLatest latest : pipeline.components(RedisLatest.class)) {
            try (LatestReader reader = new LatestReader(latest)) {
                for (String topic : pipeline.stages()
                        .flatMap(stage -> topics(stage, latest))
                        .distinct()
                        .toList()) {
                    searched.add("the keys '" + topic + ":' of Redis");
                    Optional<String> found = reader.read(topic, key.getBytes(StandardCharsets.UTF_8))
                            .map(output -> new String(output.body(), StandardCharsets.UTF_8))
                            .filter(body -> RecordedScoreInput.hasId(body, id));
                    if (found.isPresent()) {
                        return found;
                    }
                }
            } catch (StoreUnavailableException e) {
                throw new IllegalStateException(pipeline.path() + ": " + e.getMessage(), e);
            }
        }
        return Optional.empty();
    }

    /** Returns the topics without placeholders to which a stage writes scores in a sink. */
    private static Stream<String> topics(Stage stage, Sink sink) {
        Stream<String> topics = Stream.empty();
        if (stage instanceof PublishScore publish && publish.sink().equals(sink)) {
            topics = publish.topics();
        } else if (stage instanceof ForwardOutput forward && forward.sink().equals(sink)) {
            topics = forward.scores().stream();
        }
        return topics.filter(topic -> topic.indexOf('{') < 0);
    }
}
