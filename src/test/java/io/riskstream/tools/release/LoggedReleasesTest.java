package io.riskstream.tools.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.score.Scorecard;
import io.riskstream.score.release.Release;
import io.riskstream.score.release.ReleaseMessage;
import io.riskstream.score.release.ScorecardVersion;
import io.riskstream.text.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LoggedReleasesTest {
    private static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("amount", FieldType.LONG));
        }
    }));

    private final Scorecard initial = card(1);
    private final LoggedReleases logged = new LoggedReleases(initial);
    private long offset;

    private static Scorecard card(int version) {
        return Scorecard.of(TYPE, new SourceFile("scorecard.yaml", """
                scorecard: flood
                version: "%d"
                rules:
                  - {id: large, when: amount > 5, points: %d, reason: Large}
                bands:
                  - {decision: accept}
                """.formatted(version, version)));
    }

    private void add(byte[] value) {
        logged.add(new ConsumerRecord<>(
                "releases",
                0,
                offset,
                offset,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                new byte[0],
                value,
                new RecordHeaders(),
                Optional.empty()));
        offset++;
    }

    private void add(ReleaseMessage message) {
        add(message.toBytes());
    }

    private String version(int version) {
        Scorecard card = card(version);
        add(ScorecardVersion.of(card));
        return card.hash();
    }

    private void release(String command, String active) {
        add(new Release("flood", 0, active, Optional.empty(), Optional.empty(), command, "ana", ""));
    }

    private void rollBack(String expected) {
        assertEquals(Optional.of(expected), logged.activeBefore());
        release(LoggedReleases.ROLLBACK, expected);
    }

    @Test
    void eachRollbackReturnsOneVersionFurther() {
        assertEquals(Optional.empty(), logged.activeBefore());
        String second = version(2);
        String third = version(3);
        release("release", second);
        release("canary", second);
        release("release", third);
        rollBack(second);
        rollBack(initial.hash());
        assertEquals(Optional.empty(), logged.activeBefore());
        String fourth = version(4);
        release("release", second);
        release("release", fourth);
        rollBack(second);
    }

    @Test
    void aRollbackToAVersionThatWasNotActiveLeavesAllOthers() {
        String second = version(2);
        String third = version(3);
        release("release", second);
        release(LoggedReleases.ROLLBACK, third);
        assertEquals(Optional.of(initial.hash()), logged.activeBefore());
    }

    @Test
    void aRefusedEntryIsKnownByItsOffset() {
        add("null".getBytes(StandardCharsets.UTF_8));
        String second = version(2);
        add(new Release("flood", 0, second, Optional.empty(), Optional.empty(), "release", "ana", "").after(0));
        assertEquals(Optional.of(true), logged.refusalAt(0).map(cause -> cause.startsWith("entry 0 is refused")));
        assertEquals(Optional.empty(), logged.refusalAt(1));
        assertEquals(
                Optional.of(true),
                logged.refusalAt(2).map(cause -> cause.contains("another release was added while it was prepared")));
        assertEquals(-1, logged.latestRelease());
        assertEquals(Optional.empty(), logged.latest());
    }
}
