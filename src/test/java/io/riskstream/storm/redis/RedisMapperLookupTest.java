package io.riskstream.storm.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.enrich.Enrich;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.RecordStore;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.storm.redis.common.mapper.RedisDataTypeDescription;
import org.apache.storm.redis.common.mapper.RedisDataTypeDescription.RedisDataType;
import org.apache.storm.redis.common.mapper.RedisLookupMapper;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.ITuple;
import org.apache.storm.tuple.Values;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uses a mapper written for storm-redis' RedisLookupBolt as a look-up. */
final class RedisMapperLookupTest {
    /** Returns its input and the count, 0 for a missing record, as such mappers do. */
    private static final class CountMapper implements RedisLookupMapper {
        private static final long serialVersionUID = 1;

        private final RedisDataType type;

        CountMapper(RedisDataType type) {
            this.type = type;
        }

        @Override
        public List<Values> toTuple(ITuple input, Object value) {
            String word = getKeyFromTuple(input);
            if (word.equals("rate:none")) {
                return List.of();
            }
            if (word.equals("rate:two")) {
                return List.of(new Values(word, 1), new Values(word, 2));
            }
            return List.of(new Values(word, value == null ? "0" : value, input.getIntegerByField("age")));
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields("word", "word-count", "age"));
        }

        @Override
        public RedisDataTypeDescription getDataTypeDescription() {
            return new RedisDataTypeDescription(type, type == RedisDataType.STRING ? null : "key");
        }

        @Override
        public String getKeyFromTuple(ITuple tuple) {
            String state = tuple.getStringByField("state");
            return state == null ? null : "rate:" + state;
        }

        @Override
        public String getValueFromTuple(ITuple tuple) {
            return null;
        }
    }

    private static final FieldSource CLAIM = new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("state", FieldType.STRING), new Field("age", FieldType.LONG));
        }
    };

    private record UnconnectedStore() implements RecordStore {
        @Override
        public io.riskstream.stage.Records connect(io.riskstream.stage.StageContext context) {
            throw new AssertionError("the test context provides the records");
        }
    }

    private final MapRecords records = new MapRecords().startTracking();
    private final TestContext context = new TestContext().withRecords(records);

    @AfterEach
    void close() {
        context.close();
    }

    private static RedisMapperLookup lookup(Map<String, Object> fields) {
        return new RedisMapperLookup(
                new CountMapper(RedisDataType.STRING), Map.of("name", "rate", "prefix", "rate:", "fields", fields));
    }

    private Enrich open() throws IOException, ClassNotFoundException {
        RedisMapperLookup lookup = lookup(Map.of("word_count", "long"));
        Enrich stage = new Enrich(new EventType(List.of(CLAIM, lookup)), new UnconnectedStore(), List.of(lookup));
        // serialized, as it reaches a worker
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(stage);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Enrich deserialized = (Enrich) in.readObject();
            deserialized.open(context);
            return deserialized;
        }
    }

    private static Event claim(String state) {
        FieldValues values = new FieldValues(2);
        if (state != null) {
            values.setString(0, state);
        }
        values.setInteger(1, 42);
        return Event.of(new Origin("claims", 0, 17, 0, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values));
    }

    private static Event enriched(Enrich stage, Event event) {
        return event.with(assertInstanceOf(Outcome.Pass.class, TestContext.settled(stage.apply(event)))
                .patch());
    }

    @Test
    void usesAMapperOfStormRedisUnchanged() throws IOException, ClassNotFoundException {
        records.put("rate:TX", "17");
        Enrich stage = open();
        assertEquals(17, enriched(stage, claim("TX")).integer(2));
        assertEquals(17, enriched(stage, claim("TX")).integer(2));
        assertEquals(1, records.fetches().size(), "the record is cached");
        assertEquals(Set.of("rate:"), records.prefixes());
        records.put("rate:TX", "18");
        assertEquals(18, enriched(stage, claim("TX")).integer(2));
    }

    @Test
    void passesAMissingRecordToTheMapperAndTreatsNoTupleAsAMiss() throws IOException, ClassNotFoundException {
        Enrich stage = open();
        Event mapped = enriched(stage, claim("CA"));
        assertEquals(0, mapped.integer(2));
        assertEquals(List.of(), mapped.degraded());
        assertEquals(List.of("rate"), enriched(stage, claim("none")).degraded());
        assertEquals(List.of("rate"), enriched(stage, claim(null)).degraded());
    }

    @Test
    void treatsSeveralTuplesAndValuesOfAnotherTypeAsInvalidRecords() throws IOException, ClassNotFoundException {
        records.put("rate:TX", "many");
        Enrich stage = open();
        assertEquals(List.of("rate"), enriched(stage, claim("two")).degraded());
        assertEquals(List.of("rate"), enriched(stage, claim("TX")).degraded());
        assertEquals("enrich.record", context.reports().get(0).code());
        assertFalse(context.reports().toString().contains("many"));
    }

    @Test
    void rejectsAFieldThatTheMapperDoesNotReturnAndShowsTheNearest() {
        String message = assertThrows(IllegalArgumentException.class, () -> lookup(Map.of("word_cuont", "long")))
                .getMessage();
        assertTrue(message.contains("'word_cuont'; did you mean 'word_count'?"), message);
    }

    @Test
    void rejectsAMapperForHashesAndShowsTheAlternative() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new RedisMapperLookup(
                                new CountMapper(RedisDataType.HASH),
                                Map.of("name", "rate", "fields", Map.of("word", "string"))))
                .getMessage();
        assertTrue(message.contains("HASH") && message.contains("format: HASH"), message);
    }

    @Test
    void rejectsAMissingMapperAndShowsTheOrder() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new RedisMapperLookup(null, Map.of("name", "rate", "fields", Map.of("word", "string"))))
                .getMessage();
        assertTrue(message.contains("declare the mapper before this look-up"), message);
    }

    @Test
    void presentsAnEventAsATupleOfItsFields() {
        EventType type = new EventType(List.of(CLAIM));
        Event event = claim("TX").with(Patch.NONE.withUndeclared(Map.of("note", "x", "broker", Map.of("a.b", "y"))));
        EventTuple tuple = new EventTuple(event, type);
        assertEquals(2, tuple.size());
        assertEquals(List.of("state", "age"), tuple.getFields().toList());
        assertEquals(List.of("TX", 42L), tuple.getValues());
        assertEquals(List.of(42L, "TX"), tuple.select(new Fields("age", "state")));
        assertEquals(Integer.valueOf(42), tuple.getInteger(tuple.fieldIndex("age")));
        assertEquals("42", tuple.getStringByField("age"));
        assertEquals(42.0, tuple.getDoubleByField("age"));
        assertEquals("x", tuple.getStringByField("note"));
        assertEquals("y", tuple.getStringByField("broker.a.b"));
        assertTrue(tuple.contains("note") && tuple.contains("state") && !tuple.contains("other"));
        assertNull(new EventTuple(claim(null), type).getStringByField("state"));
        assertThrows(IllegalArgumentException.class, () -> tuple.fieldIndex("staet"));
    }

    @Test
    void presentsTheItemsOfAListAsMaps() {
        EventType type = TestEvents.type("lines[].cover.code:STRING");
        Event event = TestEvents.event(type, Map.of("lines", List.of(Map.of("cover.code", "wind"))));

        assertEquals(
                List.of(Map.of("cover", Map.of("code", "wind"))), new EventTuple(event, type).getValueByField("lines"));
    }
}
