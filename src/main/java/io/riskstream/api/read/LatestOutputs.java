package io.riskstream.api.read;

import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.ReadSource;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.connect.redis.LatestOutput;
import io.riskstream.connect.redis.LatestReader;
import io.riskstream.connect.redis.RedisLatest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest outputs that the pipelines have stored in Redis. */
final class LatestOutputs implements AutoCloseable {
    private final Map<RedisLatest, LatestReader> readers = new HashMap<>();

    LatestOutputs(Collection<PipelineOutputs> pipelines) {
        for (PipelineOutputs outputs : pipelines) {
            List<PipelineOutputs.LatestKeys> all = new ArrayList<>(outputs.latestScores());
            all.addAll(outputs.latestDeadLetters());
            all.forEach(keys -> readers.computeIfAbsent(keys.sink(), LatestReader::new));
        }
    }

    /**
     * Returns the latest score of a key; empty if there is none.
     *
     * @throws io.riskstream.publish.StoreUnavailableException if Redis cannot be read now
     */
    Optional<PublishedScore> score(PipelineOutputs pipeline, String key) {
        return latest(pipeline.latestScores(), key)
                .flatMap(output -> PublishedScore.of(
                        pipeline.pipeline().name(),
                        output.origin(),
                        Optional.of(key),
                        Instant.ofEpochMilli(output.timestamp()),
                        Optional.empty(),
                        ReadSource.REDIS,
                        output.body()));
    }

    /**
     * Returns the dead letter of an input record; empty if there is none.
     *
     * @throws io.riskstream.publish.StoreUnavailableException if Redis cannot be read now
     */
    Optional<RejectedEvent> deadLetter(PipelineOutputs pipeline, String origin) {
        return latest(pipeline.latestDeadLetters(), origin)
                .filter(output -> output.members()
                        .getOrDefault("pipeline", "")
                        .equals(pipeline.pipeline().name()))
                .map(output -> rejected(pipeline, output));
    }

    private static RejectedEvent rejected(PipelineOutputs pipeline, LatestOutput output) {
        Map<String, String> members = output.members();
        return new RejectedEvent(
                pipeline.pipeline().name(),
                output.origin(),
                members.get("outcome"),
                Instant.ofEpochMilli(output.timestamp()),
                time(members.get("time")),
                members.get("stage"),
                members.get("code"),
                members.get("path"),
                members.get("message"),
                Optional.empty(),
                Optional.empty(),
                members.get("rejections"),
                Optional.empty(),
                ReadSource.REDIS,
                Optional.of(
                        new RejectedEvent.Original(Optional.empty(), Optional.of(output.body()), Optional.empty())));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH; // another program's member
        }
    }

    private Optional<LatestOutput> latest(List<PipelineOutputs.LatestKeys> places, String key) {
        return places.stream()
                .flatMap(place ->
                        readers.get(place.sink()).read(place.topic(), key.getBytes(StandardCharsets.UTF_8)).stream())
                .max(Comparator.comparing(LatestOutput::version));
    }

    @Override
    public void close() {
        readers.values().forEach(LatestReader::close);
    }
}
