package io.riskstream.storm;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.riskstream.event.Batch;
import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Header;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.event.Reason;
import io.riskstream.event.Rejection;
import io.riskstream.event.Timeline;
import io.riskstream.event.Verdict;
import io.riskstream.runner.TestStages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.storm.Config;
import org.apache.storm.serialization.DefaultKryoFactory;
import org.apache.storm.serialization.SerializationFactory;
import org.apache.storm.serialization.types.ListDelegateSerializer;
import org.junit.jupiter.api.Test;

class BatchSerializerTest {
    private static final long WAY_MILLIS = 50;

    private static Batch copied(Batch batch) {
        return read("claims-1", written("claims-1", batch));
    }

    private static byte[] written(String topology, Batch batch) {
        Output out = new Output(64, -1);
        kryo(topology).writeObject(out, batch);
        return out.toBytes();
    }

    private static Batch read(String topology, byte[] bytes) {
        return kryo(topology).readObject(new Input(bytes), Batch.class);
    }

    /** Returns Kryo with the serializer, created as Storm creates it. */
    private static Kryo kryo(String topology) {
        return SerializationFactory.getKryo(Map.of(
                Config.STORM_ID,
                topology,
                Config.TOPOLOGY_KRYO_FACTORY,
                DefaultKryoFactory.class.getName(),
                Config.TOPOLOGY_FALL_BACK_ON_JAVA_SERIALIZATION,
                false,
                Config.TOPOLOGY_TUPLE_SERIALIZER,
                ListDelegateSerializer.class.getName(),
                Config.TOPOLOGY_SKIP_MISSING_KRYO_REGISTRATIONS,
                false,
                Config.TOPOLOGY_KRYO_REGISTER,
                List.of(Map.of(Batch.class.getName(), BatchSerializer.class.getName()))));
    }

    @Test
    void doesNotReadAnotherVersionOfTheFormat() {
        byte[] bytes = written("claims-1", Batch.of(full()));
        assertEquals(BatchSerializer.VERSION, bytes[0]);
        bytes[0]++;
        assertNull(read("claims-1", bytes));
    }

    @Test
    void doesNotReadABatchOfAnotherTopology() {
        byte[] bytes = written("claims-1", Batch.of(full()));
        assertNull(read("claims-v2-2", bytes));
        assertEquals(1, read("claims-1", bytes).size());
    }

    @Test
    void doesNotThrowIfABatchIsDamaged() {
        byte[] bytes = written("claims-1", Batch.of(full()));
        Kryo kryo = kryo("claims-1");
        for (int length = 0; length < bytes.length; length += 7) {
            assertNull(kryo.readObject(new Input(Arrays.copyOf(bytes, length)), Batch.class));
        }
    }

    @Test
    void keepsTheTimelineAndAddsTheTimeOnTheWay() {
        long now = System.nanoTime();
        Timeline before = Timeline.begin(5_000, 1_000, now - 4_000_000)
                .then(List.of("parse.queue", "parse.apply"), new long[] {0, 2_000}, now - 3_000_000);
        Event read = copied(Batch.of(TestStages.event(1).withTimeline(before))).get(0);
        assertEquals(before, read.timeline().orElseThrow());
        assertEquals(5_000, read.timeline().orElseThrow().boundNanos());
        assertTrue(copied(TestStages.batch(1)).get(0).timeline().isEmpty());
        // a pause of this JVM between two readings of the clock falsifies an attempt, so there are several
        await().until(() -> Math.abs(leftAtAfterAWay(before) - before.leftAt()) < WAY_MILLIS * 500_000);
    }

    /** Returns when the event left the step before, as the reader of a batch knows it that was on its way for {@link #WAY_MILLIS}. */
    private static long leftAtAfterAWay(Timeline timeline) {
        byte[] bytes = written("claims-1", Batch.of(TestStages.event(1).withTimeline(timeline)));
        long arrival = System.currentTimeMillis() + WAY_MILLIS;
        await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() >= arrival);
        return read("claims-1", bytes).get(0).timeline().orElseThrow().leftAt();
    }

    private static Event full() {
        Origin origin = new Origin(
                "claims",
                3,
                Long.MAX_VALUE,
                1_700_000_000_123L,
                Optional.of(new byte[] {1, 2}),
                List.of(Header.of("trace", "x"), new Header("empty", new byte[0]), Header.withoutValue("none")));
        FieldValues payment = new FieldValues(2);
        payment.setNumber(1, 0.5);
        FieldValues line = new FieldValues(3);
        line.setString(0, "a");
        line.setList(2, List.of(new Item(payment.freeze(), Map.of())));
        FieldValues values = new FieldValues(9);
        values.setList(7, List.of(new Item(line.freeze(), Map.of("x", Map.of("y", 1L))), 7L));
        values.setString(0, "Zürich \u0000 \uD83C\uDF0A");
        values.setInteger(1, Long.MIN_VALUE);
        values.setNumber(2, -0.0);
        values.setBool(3, true);
        values.setNull(4);
        values.setEmptyObject(5);
        values.setList(6, List.of("a", 1L, 2.5, false, NullValue.NULL, List.of(), Map.of("b", List.of(1L))));
        values.setInteger(8, 7);
        Verdict verdict = new Verdict(
                61.5,
                "review",
                List.of(new Reason("deep-water", 12, "deep")),
                List.of(new Degradation("county", Degradation.Cause.UNUSABLE)),
                List.of("old"),
                "flood",
                "2",
                "abc",
                Optional.of(new Verdict(
                        0.25,
                        "accept",
                        List.of(new Reason("calm", -1.5, "calm")),
                        List.of(new Degradation("county", Degradation.Cause.STALE)),
                        List.of("new"),
                        "challenger",
                        "3",
                        "def")));
        return Event.of(origin, "{}".getBytes(StandardCharsets.UTF_8))
                .with(Patch.NONE
                        .withFields(0, values)
                        .withUndeclared(
                                Map.of("extra", Map.of("a.b", List.of(NullValue.NULL, new ExactNumber("1e400")))))
                        .withDegraded("county", Degradation.Cause.LATE)
                        .withId("claim-1")
                        .withKey("policy-1")
                        .withTime(-5)
                        .withOriginalJson()
                        .withVerdict(verdict))
                .rejected(List.of(new Rejection("publish", "publish.topic", "", "no")), 4)
                .dropped("a test");
    }

    @Test
    void readsAnEventAsItWasWritten() {
        Event event = full();
        Event copy = copied(Batch.of(event)).get(0);
        assertEquals(event.origin(), copy.origin());
        assertEquals(event.origin().timestamp(), copy.origin().timestamp());
        assertArrayEquals(
                event.origin().key().orElseThrow(), copy.origin().key().orElseThrow());
        assertEquals(event.origin().headers(), copy.origin().headers());
        assertArrayEquals(event.original(), copy.original());
        assertEquals(event.values(), copy.values());
        assertEquals(event.undeclared(), copy.undeclared());
        assertEquals(event.degradations(), copy.degradations());
        assertEquals(event.id(), copy.id());
        assertEquals(event.key(), copy.key());
        assertEquals(event.time(), copy.time());
        assertEquals(event.originalIsJson(), copy.originalIsJson());
        assertEquals(event.verdict(), copy.verdict());
        assertEquals(event.rejections(), copy.rejections());
        assertEquals(event.attempts(), copy.attempts());
        assertEquals(event.dropReason(), copy.dropReason());
    }

    @Test
    void readsAnUnparsedEventAsItWasWritten() {
        Origin origin = new Origin("claims", 0, 0, -1, Optional.empty(), List.of());
        Batch copy = copied(new Batch(List.of(Event.of(origin, new byte[0]), TestStages.event(5))));
        Event first = copy.get(0);
        assertEquals(Optional.empty(), first.origin().key());
        assertEquals(0, first.original().length);
        assertTrue(first.hasValue());
        assertFalse(copied(Batch.of(Event.withoutValue(origin))).get(0).hasValue());
        assertEquals(origin.toString(), first.id());
        assertEquals(FieldValues.EMPTY.size(), first.values().size());
        assertEquals(Optional.empty(), first.verdict());
        assertEquals(5, copy.get(1).origin().offset());
    }

    @Test
    void writesRepeatedValuesOfABatchOnce() {
        List<Event> events = List.of(
                scored("claims", 1, "flood", "1", "abc"),
                scored("claims", 2, "flood", "1", "abc"),
                scored("claims", 3, "flood", "1", "def"),
                scored("quotes", 4, "flood", "1", "def"),
                TestStages.event(5),
                scored("quotes", 6, "auto", "1", "def"),
                scored("quotes", 7, "auto", "2", "def"));
        Batch copy = copied(new Batch(events));
        for (int i = 0; i < events.size(); i++) {
            assertEquals(events.get(i).origin(), copy.get(i).origin());
            assertEquals(events.get(i).verdict(), copy.get(i).verdict());
        }
    }

    private static Event scored(String topic, long offset, String scorecard, String version, String hash) {
        Verdict verdict = new Verdict(offset, "review", List.of(), List.of(), List.of(), scorecard, version, hash);
        return Event.of(new Origin(topic, 0, offset, 0, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withVerdict(verdict));
    }
}
