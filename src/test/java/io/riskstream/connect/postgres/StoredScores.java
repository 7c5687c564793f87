package io.riskstream.connect.postgres;

import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.stage.Message;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Scores as messages to a table. */
final class StoredScores {
    private static final long TIMESTAMP = Instant.parse("2026-01-05T10:00:00Z").toEpochMilli();

    private StoredScores() {}

    static Message score(String table, String key, long offset) {
        String body = "{\"id\":\"" + key + "\",\"score\":12.5,\"decision\":\"refer\"}";
        return new Message(
                table,
                Optional.of(key.getBytes(StandardCharsets.UTF_8)),
                Optional.of(body.getBytes(StandardCharsets.UTF_8)),
                List.of(
                        Header.of(OutputHeaders.OUTCOME, OutputHeaders.SCORED),
                        Header.of(OutputHeaders.ORIGIN, "claims-0@" + offset),
                        Header.of(OutputHeaders.TIMESTAMP, Long.toString(TIMESTAMP))));
    }
}
