package io.riskstream.parse;

import io.riskstream.event.EventType;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.avro.AvroSchema;
import io.riskstream.parse.avro.EventReader;
import io.riskstream.stage.SchemaId;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The compiled readers of one task, by the names of their schemas. {@link #find} is for the executor's thread; {@link #add} is for any thread, because the
 * client of a registry calls it.
 */
final class AvroReaders {
    /** More schemas than the events of any topic have. Beyond it all are compiled again, which costs milliseconds. */
    private static final int MAX_READERS = 1_000;

    /** A reader, or why the schema cannot be used. */
    private record Compiled(EventReader reader, String problem) {}

    private final EventType type;
    private final Map<SchemaId, Compiled> byId = new ConcurrentHashMap<>();
    private final Map<Integer, EventReader> fromFiles = new HashMap<>();
    private final Map<Long, EventReader> byFingerprint = new HashMap<>();

    private int lastId;
    private EventReader lastReader;

    AvroReaders(EventType type, AvroSchemaFiles files) {
        this.type = type;
        files.byId().forEach((id, schema) -> fromFiles.put(id, EventReader.compile(schema, type)));
        files.all().forEach(schema -> byFingerprint.put(schema.fingerprint(), EventReader.compile(schema, type)));
    }

    /**
     * Returns the reader of the schema that a prefix names. Consecutive events with the same id cost one comparison.
     *
     * @return null if the schema has not been fetched yet
     * @throws UnparsableEventException if the schema is unknown or unusable
     */
    EventReader find(AvroPrefix prefix) throws UnparsableEventException {
        if (prefix.kind() == AvroPrefix.Kind.ID) {
            if (lastReader == null || lastId != prefix.id()) {
                EventReader reader = fromFiles.get(prefix.id());
                lastReader = reader == null ? find(id(prefix)) : reader;
                lastId = prefix.id();
            }
            return lastReader;
        } else if (prefix.kind() == AvroPrefix.Kind.GUID) {
            return find(id(prefix));
        }
        EventReader reader = byFingerprint.get(prefix.low());
        if (reader == null) {
            throw unusable("no schema file has the fingerprint " + String.format("%016x", prefix.low())
                    + " of the event; add the file to option '" + AvroSchemaFiles.SCHEMA + "' or '"
                    + AvroSchemaFiles.SCHEMAS + "'");
        }
        return reader;
    }

    private EventReader find(SchemaId id) throws UnparsableEventException {
        Compiled compiled = byId.get(id);
        return compiled == null ? null : usable(compiled);
    }

    private static EventReader usable(Compiled compiled) throws UnparsableEventException {
        if (compiled.reader() == null) {
            throw unusable(compiled.problem());
        }
        return compiled.reader();
    }

    /** Returns the id that a prefix contains. */
    static SchemaId id(AvroPrefix prefix) {
        return prefix.kind() == AvroPrefix.Kind.ID
                ? new SchemaId.AssignedNumber(prefix.id())
                : new SchemaId.Guid(new UUID(prefix.high(), prefix.low()));
    }

    /**
     * Compiles a schema that has been fetched, unless another event has done so.
     *
     * @param texts the schemas that it refers to, and last the schema
     */
    EventReader add(SchemaId id, List<String> texts) throws UnparsableEventException {
        if (byId.size() >= MAX_READERS) {
            byId.clear();
        }
        return usable(byId.computeIfAbsent(id, name -> compile(name, texts)));
    }

    private Compiled compile(SchemaId id, List<String> texts) {
        try {
            SourceFile file = new SourceFile(id.toString(), texts.get(texts.size() - 1));
            AvroSchema schema = AvroSchema.parse(file, texts.subList(0, texts.size() - 1));
            return new Compiled(EventReader.compile(schema, type), "");
        } catch (ConfigurationException e) {
            return new Compiled(
                    null, "the schema cannot be used: " + e.problems().get(0));
        }
    }

    static UnparsableEventException unusable(String message) {
        return new UnparsableEventException(RejectionCode.PARSE_SCHEMA, "", message);
    }
}
