package io.riskstream.testing;

import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Records in a map, in place of a store. It remembers what it was asked, and can be made slow or faulty; it tells of changes if it is made to.
 */
public final class MapRecords implements Records {
    private final Map<String, byte[]> records = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> hashes = new ConcurrentHashMap<>();
    private final List<List<String>> fetches = new CopyOnWriteArrayList<>();
    private final Set<String> prefixes = new TreeSet<>();
    private final Set<RecordChangeListener> watchers = new CopyOnWriteArraySet<>();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private Optional<String> failure = Optional.empty();
    private ValidityToken lease = ValidityToken.byAge();

    public MapRecords put(String key, String record) {
        return put(key, record.getBytes(StandardCharsets.UTF_8));
    }

    public MapRecords put(String key, byte[] record) {
        records.put(key, record);
        return tell(key);
    }

    public MapRecords putHash(String key, Map<String, String> members) {
        hashes.put(key, members);
        return tell(key);
    }

    public MapRecords remove(String key) {
        records.remove(key);
        return tell(key);
    }

    private MapRecords tell(String key) {
        if (lease.isTracked()) {
            watchers.forEach(watcher -> watcher.recordChanged(key));
        }
        return this;
    }

    /** From now on changes are told, to whoever watches. */
    public MapRecords tellingChanges() {
        lease = ValidityToken.tracked();
        return this;
    }

    /** What was told so far can be relied on no longer, and from now on nothing is told until {@link #tellingChanges}. */
    public void losingTrack(long now) {
        ValidityToken ended = lease;
        lease = ValidityToken.NONE;
        ended.invalidate(now);
    }

    /** What was watched for. */
    public Set<String> prefixes() {
        return prefixes;
    }

    /** From now on nothing is answered before {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** Answers what was held, on the calling thread, and answers at once again. */
    public void release() {
        holding = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    /** From now on every fetch fails so. */
    public void fail(String cause) {
        failure = Optional.of(cause);
    }

    /** Answers again after {@link #fail}. */
    public void recover() {
        failure = Optional.empty();
    }

    /** The keys of each fetch, in order. */
    public List<List<String>> fetches() {
        return fetches;
    }

    @Override
    public void fetch(List<? extends RecordRequest> requests) {
        fetches.add(requests.stream().map(RecordRequest::key).toList());
        for (RecordRequest request : requests) {
            ValidityToken now = lease;
            // what the store holds at the time of asking is what it answers
            Optional<byte[]> text = Optional.ofNullable(records.get(request.key()));
            Optional<Map<String, String>> hash = Optional.ofNullable(hashes.get(request.key()));
            Runnable answering = () -> answer(request, text, hash, now);
            if (holding) {
                held.add(answering);
            } else {
                answering.run();
            }
        }
    }

    private void answer(
            RecordRequest request, Optional<byte[]> text, Optional<Map<String, String>> hash, ValidityToken granted) {
        if (failure.isPresent()) {
            request.failed(failure.get());
        } else if (request.members().isEmpty()) {
            text.ifPresentOrElse(found -> request.found(found, granted), () -> request.missing(granted));
        } else {
            hash.ifPresentOrElse(
                    found -> request.found(
                            request.members().stream()
                                    .map(member -> Optional.ofNullable(found.get(member))
                                            .map(value -> value.getBytes(StandardCharsets.UTF_8)))
                                    .toList(),
                            granted),
                    () -> request.missing(granted));
        }
    }

    @Override
    public void watch(Set<String> beginnings, RecordChangeListener changes) {
        prefixes.addAll(beginnings);
        watchers.add(changes);
    }

    @Override
    public void close() {}
}
