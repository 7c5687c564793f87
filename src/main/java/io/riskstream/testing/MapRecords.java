package io.riskstream.testing;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Records in a map instead of a record store. It answers at once, unless a test makes it {@linkplain #hold wait} or {@linkplain #fail fail}, and it
 * keeps the requested keys. A look-up that reads a hash reads the members of the record's JSON object. Safe for many threads.
 */
public final class MapRecords implements Records {
    private final Map<String, byte[]> records = new ConcurrentHashMap<>();
    private final List<RequestedRecord> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<List<String>> fetches = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> prefixes = Collections.synchronizedSet(new TreeSet<>());
    private final Set<RecordChangeListener> listeners = new CopyOnWriteArraySet<>();
    private final List<Runnable> held = new CopyOnWriteArrayList<>();
    private volatile boolean holding;
    private volatile Optional<String> failure = Optional.empty();
    private volatile ValidityToken token = ValidityToken.byAge();

    /** Puts a record, such as a JSON object. */
    public MapRecords put(String key, String record) {
        return put(key, record.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a record. */
    public MapRecords put(String key, byte[] record) {
        records.put(key, record);
        return notifyListeners(key);
    }

    /** Puts records by key. */
    public MapRecords putAll(Map<String, byte[]> all) {
        all.forEach(this::put);
        return this;
    }

    /** Puts a record of these members, for a look-up that reads a hash. */
    public MapRecords putHash(String key, Map<String, String> members) {
        JsonObject object = new JsonObject();
        members.forEach(object::addProperty);
        return put(key, object.toString());
    }

    /** Removes a record. */
    public MapRecords remove(String key) {
        records.remove(key);
        return notifyListeners(key);
    }

    private MapRecords notifyListeners(String key) {
        if (token.isTracked()) {
            listeners.forEach(listener -> listener.recordChanged(key));
        }
        return this;
    }

    /** Notifies listeners of changes from now on, as a store with tracking does. Without it, the age of a record alone limits its use. */
    public MapRecords startTracking() {
        token = ValidityToken.tracked();
        return this;
    }

    /**
     * Ends the tracking, as a lost connection does: all records fetched before are invalid, and listeners are not notified until {@link
     * #startTracking}.
     *
     * @param now on the context's ticker
     */
    public void stopTracking(long now) {
        ValidityToken ended = token;
        token = ValidityToken.NONE;
        ended.invalidate(now);
    }

    /** Returns the key prefixes that look-ups watch. */
    public Set<String> prefixes() {
        return Set.copyOf(prefixes);
    }

    /** Completes no fetch from now on until {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** Answers the held fetches, on the calling thread, with the records at the time of the fetch. Later fetches are answered at once. */
    public void release() {
        holding = false;
        while (!held.isEmpty()) {
            held.remove(0).run();
        }
    }

    /**
     * Fails every fetch from now on.
     *
     * @param cause a sentence
     */
    public void fail(String cause) {
        failure = Optional.of(cause);
    }

    /** Ends {@link #fail}. */
    public void recover() {
        failure = Optional.empty();
    }

    /** Returns the keys of each fetch, in order. */
    public List<List<String>> fetches() {
        return List.copyOf(fetches);
    }

    /** Returns every record that was fetched, in order. */
    public List<RequestedRecord> requests() {
        return List.copyOf(requests);
    }

    int requestCount() {
        return requests.size();
    }

    List<RequestedRecord> requests(int from, int to) {
        synchronized (requests) {
            return List.copyOf(requests.subList(from, to));
        }
    }

    @Override
    public void fetch(List<? extends RecordRequest> batch) {
        fetches.add(batch.stream().map(RecordRequest::key).toList());
        for (RecordRequest request : batch) {
            Optional<byte[]> record = Optional.ofNullable(records.get(request.key()));
            requests.add(new RequestedRecord(request.key(), record.isPresent()));
            ValidityToken granted = token;
            if (holding) {
                held.add(() -> answer(request, record, granted));
            } else {
                answer(request, record, granted);
            }
        }
    }

    private void answer(RecordRequest request, Optional<byte[]> record, ValidityToken granted) {
        if (failure.isPresent()) {
            request.failed(failure.get());
        } else if (record.isEmpty()) {
            request.missing(granted);
        } else if (request.members().isEmpty()) {
            request.found(record.get(), granted);
        } else {
            Optional<JsonObject> object = object(record.get());
            if (object.isPresent()) {
                JsonHash.answer(request, object.get(), granted);
            } else {
                request.unreadable("the record in the map is not a JSON object");
            }
        }
    }

    private static Optional<JsonObject> object(byte[] record) {
        try {
            JsonElement json = JsonParser.parseString(new String(record, StandardCharsets.UTF_8));
            return json instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public void watch(Set<String> watched, RecordChangeListener listener) {
        prefixes.addAll(watched);
        listeners.add(listener);
    }

    @Override
    public void close() {}
}
