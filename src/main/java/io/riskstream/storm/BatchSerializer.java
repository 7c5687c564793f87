package io.riskstream.storm;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
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
import io.riskstream.event.ValueKind;
import io.riskstream.event.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.storm.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serializes batches that are sent between workers. Register it in the Flux file:
 *
 * <pre>
 * topology.kryo.register:
 *   - io.riskstream.event.Batch: io.riskstream.storm.BatchSerializer
 * </pre>
 *
 * <p>A topic, and the scorecard of a verdict, is written only if it differs from that of the previous event. Values are written by slot, without names:
 * both workers have the same {@link io.riskstream.event.EventType} because they run the same topology.
 *
 * <p>A batch starts with the version of this format and a hash of the topology's id. Storm delivers a message to whichever worker listens at the port,
 * which after a restart may belong to another topology, for example to the next version of this one. A batch of another version or topology, or one
 * that cannot be read, is read as {@code null}, and {@link StageBolt} fails its tuple, so that the spout emits it again. An exception here would end the
 * worker instead. This costs five bytes per tuple.
 */
public final class BatchSerializer extends Serializer<Batch> {
    /** Limits the capacity of a new list, so that a corrupt size does not allocate much memory. */
    private static final int MAX_INITIAL_CAPACITY = 1_024;

    /** Increase it with each change of the format. */
    static final byte VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(BatchSerializer.class);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final ValueKind[] KINDS = ValueKind.values();
    private static final Degradation.Cause[] CAUSES = Degradation.Cause.values();

    private final int topology;
    private long logAt = System.nanoTime();

    /**
     * Creates a serializer; Storm calls this constructor.
     *
     * @param configuration the topology's configuration
     */
    public BatchSerializer(Kryo kryo, Map<String, Object> configuration) {
        super(false, true);
        topology = String.valueOf(configuration.get(Config.STORM_ID)).hashCode();
    }

    @Override
    public void write(Kryo kryo, Output out, Batch batch) {
        out.writeByte(VERSION);
        out.writeInt(topology);
        out.writeVarInt(batch.size(), true);
        Event previous = null;
        for (Event event : batch) {
            writeEvent(out, event, previous);
            previous = event;
        }
    }

    /** Reads a batch; {@code null} if it has another version, is of another topology, or cannot be read. */
    @Override
    public Batch read(Kryo kryo, Input in, Class<? extends Batch> type) {
        try {
            byte version = in.readByte();
            if (version != VERSION) {
                return unreadable("it has version " + version + " of the format, and this worker reads version "
                        + VERSION + "; a worker with another version of Riskstream sent it");
            } else if (in.readInt() != topology) {
                return unreadable("a worker of another topology sent it to this worker's port");
            }
            return readBatch(in);
        } catch (RuntimeException e) {
            return unreadable("it is damaged: " + e.getClass().getName());
        }
    }

    private Batch unreadable(String reason) {
        long now = System.nanoTime();
        if (now - logAt >= 0) {
            logAt = now + LOG_INTERVAL_NANOS;
            LOG.error(
                    "a batch of events from another worker cannot be read: {}. Its tuple fails and is emitted again",
                    reason);
        }
        return null;
    }

    private static Batch readBatch(Input in) {
        int size = in.readVarInt(true);
        List<Event> events = new ArrayList<>(Math.min(size, MAX_INITIAL_CAPACITY));
        Event previous = null;
        for (int i = 0; i < size; i++) {
            previous = readEvent(in, previous);
            events.add(previous);
        }
        return new Batch(events);
    }

    private static void writeEvent(Output out, Event event, Event previous) {
        Origin origin = event.origin();
        writeUnlessRepeated(
                out, origin.topic(), previous == null ? null : previous.origin().topic());
        out.writeVarInt(origin.partition(), true);
        out.writeVarLong(origin.offset(), true);
        out.writeVarLong(origin.timestamp(), false);
        writeBytes(out, origin.key().orElse(null));
        out.writeVarInt(origin.headers().size(), true);
        for (Header header : origin.headers()) {
            out.writeString(header.name());
            writeBytes(out, header.hasValue() ? header.value() : null);
        }
        writeBytes(out, event.hasValue() ? event.original() : null);
        writeValues(out, event.values());
        writeObject(out, event.undeclared());
        writeDegradations(out, event.degradations());
        out.writeString(event.ownId().orElse(null));
        out.writeString(event.key().orElse(null));
        out.writeVarLong(event.time().toEpochMilli(), false);
        out.writeBoolean(event.originalIsJson());
        out.writeBoolean(event.verdict().isPresent());
        if (event.verdict().isPresent()) {
            writeVerdict(
                    out,
                    event.verdict().get(),
                    previous == null ? null : previous.verdict().orElse(null));
        }
        out.writeVarInt(event.rejections().size(), true);
        for (Rejection rejection : event.rejections()) {
            out.writeString(rejection.stage());
            out.writeString(rejection.code());
            out.writeString(rejection.path());
            out.writeString(rejection.message());
        }
        out.writeVarInt(event.attempts(), true);
        out.writeString(event.dropReason().orElse(null));
        out.writeBoolean(event.timeline().isPresent());
        if (event.timeline().isPresent()) {
            writeTimeline(out, event.timeline().get());
        }
    }

    /** Writes the clock of this worker, so that the reader can add the time that the event travels. */
    private static void writeTimeline(Output out, Timeline timeline) {
        out.writeVarLong(timeline.boundNanos(), true);
        out.writeVarLong(Math.max(0, System.nanoTime() - timeline.leftAt()), true);
        out.writeVarLong(System.currentTimeMillis(), true);
        Map<String, Long> durations = timeline.durations();
        out.writeVarInt(durations.size(), true);
        durations.forEach((step, nanos) -> {
            out.writeString(step);
            out.writeVarLong(nanos, true);
        });
    }

    private static Timeline readTimeline(Input in) {
        long bound = in.readVarLong(true);
        long sinceLeft = in.readVarLong(true);
        sinceLeft += 1_000_000 * Math.max(0, System.currentTimeMillis() - in.readVarLong(true));
        int size = in.readVarInt(true);
        List<String> steps = new ArrayList<>(Math.min(size, MAX_INITIAL_CAPACITY));
        long[] nanos = new long[Math.min(size, MAX_INITIAL_CAPACITY)];
        for (int i = 0; i < size; i++) {
            if (i == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * nanos.length);
            }
            steps.add(in.readString());
            nanos[i] = in.readVarLong(true);
        }
        return Timeline.of(bound, steps, Arrays.copyOf(nanos, size), System.nanoTime() - sinceLeft);
    }

    private static Event readEvent(Input in, Event previous) {
        String topic = in.readString();
        topic = topic == null ? previous.origin().topic() : topic;
        int partition = in.readVarInt(true);
        long offset = in.readVarLong(true);
        long timestamp = in.readVarLong(false);
        Optional<byte[]> originKey = Optional.ofNullable(readBytes(in));
        Origin origin =
                new Origin(topic, partition, offset, timestamp, originKey, readList(in, BatchSerializer::readHeader));
        byte[] original = readBytes(in);
        Event event = original == null ? Event.withoutValue(origin) : Event.of(origin, original);
        Patch patch = Patch.NONE;
        FieldValues values = readValues(in);
        if (values.size() > 0) {
            patch = patch.withFields(0, values);
        }
        @SuppressWarnings("unchecked") // writeEvent puts a map there
        Map<String, Object> undeclared = (Map<String, Object>) readObject(in);
        patch = patch.withUndeclared(undeclared);
        for (Degradation degradation : readList(in, BatchSerializer::readDegradation)) {
            patch = patch.withDegraded(degradation.lookup(), degradation.cause());
        }
        String id = in.readString();
        patch = id == null ? patch : patch.withId(id);
        String key = in.readString();
        patch = key == null ? patch : patch.withKey(key);
        patch = patch.withTime(in.readVarLong(false));
        patch = in.readBoolean() ? patch.withOriginalJson() : patch;
        if (in.readBoolean()) {
            patch = patch.withVerdict(
                    readVerdict(in, previous == null ? null : previous.verdict().orElse(null)));
        }
        event = event.with(patch);
        List<Rejection> rejections =
                readList(in, i -> new Rejection(i.readString(), i.readString(), i.readString(), i.readString()));
        int attempts = in.readVarInt(true);
        if (!rejections.isEmpty()) {
            event = event.rejected(rejections, attempts);
        }
        String dropReason = in.readString();
        event = dropReason == null ? event : event.dropped(dropReason);
        return in.readBoolean() ? event.withTimeline(readTimeline(in)) : event;
    }

    private static Header readHeader(Input in) {
        String name = in.readString();
        byte[] value = readBytes(in);
        return value == null ? Header.withoutValue(name) : new Header(name, value);
    }

    private static void writeVerdict(Output out, Verdict verdict, Verdict previous) {
        out.writeDouble(verdict.score());
        out.writeString(verdict.decision());
        out.writeVarInt(verdict.reasons().size(), true);
        for (Reason reason : verdict.reasons()) {
            out.writeString(reason.code());
            out.writeDouble(reason.points());
            out.writeString(reason.text());
        }
        writeDegradations(out, verdict.degradations());
        writeStrings(out, verdict.unevaluated());
        // consecutive verdicts usually have the same scorecard
        if (previous != null
                && verdict.hash().equals(previous.hash())
                && verdict.scorecard().equals(previous.scorecard())
                && verdict.version().equals(previous.version())) {
            out.writeString(null);
        } else {
            out.writeString(verdict.hash());
            out.writeString(verdict.scorecard());
            out.writeString(verdict.version());
        }
        out.writeBoolean(verdict.shadow().isPresent());
        if (verdict.shadow().isPresent()) {
            writeVerdict(out, verdict.shadow().get(), null);
        }
    }

    private static Verdict readVerdict(Input in, Verdict previous) {
        double score = in.readDouble();
        String decision = in.readString();
        List<Reason> reasons = readList(in, i -> new Reason(i.readString(), i.readDouble(), i.readString()));
        List<Degradation> degraded = readList(in, BatchSerializer::readDegradation);
        List<String> unevaluated = readList(in, Input::readString);
        String hash = in.readString();
        String scorecard = hash == null ? previous.scorecard() : in.readString();
        String version = hash == null ? previous.version() : in.readString();
        return new Verdict(
                score,
                decision,
                reasons,
                degraded,
                unevaluated,
                scorecard,
                version,
                hash == null ? previous.hash() : hash,
                in.readBoolean() ? Optional.of(readVerdict(in, null)) : Optional.empty());
    }

    private static void writeDegradations(Output out, List<Degradation> degradations) {
        out.writeVarInt(degradations.size(), true);
        for (int i = 0; i < degradations.size(); i++) {
            out.writeString(degradations.get(i).lookup());
            out.writeByte(degradations.get(i).cause().ordinal());
        }
    }

    private static Degradation readDegradation(Input in) {
        return new Degradation(in.readString(), CAUSES[in.readByte()]);
    }

    private static void writeUnlessRepeated(Output out, String text, String previous) {
        out.writeString(text.equals(previous) ? null : text);
    }

    private static void writeValues(Output out, FieldValues values) {
        out.writeVarInt(values.size(), true);
        for (int slot = 0; slot < values.size(); slot++) {
            ValueKind kind = values.kind(slot);
            out.writeByte(kind.ordinal());
            switch (kind) {
                case ABSENT, NULL, EMPTY_OBJECT -> {}
                case STRING -> out.writeString(values.string(slot));
                case LONG -> out.writeVarLong(values.integer(slot), false);
                case DOUBLE -> out.writeDouble(values.number(slot));
                case BOOLEAN -> out.writeBoolean(values.bool(slot));
                case LIST -> writeObject(out, values.list(slot));
            }
        }
    }

    private static FieldValues readValues(Input in) {
        FieldValues values = new FieldValues(in.readVarInt(true));
        for (int slot = 0; slot < values.size(); slot++) {
            switch (KINDS[in.readByte()]) {
                case ABSENT -> {}
                case NULL -> values.setNull(slot);
                case EMPTY_OBJECT -> values.setEmptyObject(slot);
                case STRING -> values.setString(slot, in.readString());
                case LONG -> values.setInteger(slot, in.readVarLong(false));
                case DOUBLE -> values.setNumber(slot, in.readDouble());
                case BOOLEAN -> values.setBool(slot, in.readBoolean());
                case LIST -> {
                    @SuppressWarnings("unchecked") // writeValues puts a list there
                    List<Object> list = (List<Object>) readObject(in);
                    values.setList(slot, list);
                }
            }
        }
        return values;
    }

    /** Writes an element of a list or the value of an undeclared field. Its type is one of those of {@link FieldValues#object}. */
    private static void writeObject(Output out, Object value) {
        if (value instanceof String string) {
            out.writeByte('s');
            out.writeString(string);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeVarLong(number, false);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof ExactNumber number) {
            out.writeByte('x');
            out.writeString(number.text());
        } else if (value instanceof Boolean bool) {
            out.writeByte(bool ? 't' : 'f');
        } else if (value == NullValue.NULL) {
            out.writeByte('n');
        } else if (value instanceof List<?> list) {
            out.writeByte('[');
            out.writeVarInt(list.size(), true);
            list.forEach(element -> writeObject(out, element));
        } else if (value instanceof Item item) {
            out.writeByte('i');
            writeValues(out, item.values());
            writeObject(out, item.undeclared());
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte('{');
            out.writeVarInt(map.size(), true);
            map.forEach((name, member) -> {
                out.writeString((String) name);
                writeObject(out, member);
            });
        } else {
            throw new IllegalArgumentException("an event cannot contain a value of " + value.getClass());
        }
    }

    private static Object readObject(Input in) {
        char tag = (char) in.readByte();
        return switch (tag) {
            case 's' -> in.readString();
            case 'l' -> in.readVarLong(false);
            case 'd' -> in.readDouble();
            case 'x' -> new ExactNumber(in.readString());
            case 't' -> true;
            case 'f' -> false;
            case 'n' -> NullValue.NULL;
            case 'i' -> readItem(in);
            case '[' -> Collections.unmodifiableList(readList(in, BatchSerializer::readObject));
            case '{' -> {
                int size = in.readVarInt(true);
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = 0; i < size; i++) {
                    map.put(in.readString(), readObject(in));
                }
                yield Collections.unmodifiableMap(map);
            }
            default ->
                throw new IllegalStateException("the data is not a batch of this version: unknown tag " + (int) tag);
        };
    }

    @SuppressWarnings("unchecked") // writeObject puts a map there
    private static Item readItem(Input in) {
        return new Item(readValues(in).freeze(), (Map<String, Object>) readObject(in));
    }

    private interface Reader<T> {
        T read(Input in);
    }

    private static <T> List<T> readList(Input in, Reader<T> reader) {
        int size = in.readVarInt(true);
        List<T> list = new ArrayList<>(Math.min(size, MAX_INITIAL_CAPACITY));
        for (int i = 0; i < size; i++) {
            list.add(reader.read(in));
        }
        return list;
    }

    private static void writeStrings(Output out, List<String> strings) {
        out.writeVarInt(strings.size(), true);
        strings.forEach(out::writeString);
    }

    private static void writeBytes(Output out, byte[] bytes) {
        if (bytes == null) {
            out.writeVarInt(0, true);
        } else {
            out.writeVarInt(bytes.length + 1, true);
            out.writeBytes(bytes);
        }
    }

    private static byte[] readBytes(Input in) {
        int length = in.readVarInt(true);
        return length == 0 ? null : in.readBytes(length - 1);
    }
}
