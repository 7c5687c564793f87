package io.riskstream.history;

import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryTrim;
import java.util.ArrayList;
import java.util.List;

/**
 * The histories of {@link AddHistory} in the memory of one JVM, for a backtest. They begin empty, give the same values as a store, and answer at once. Safe for
 * many threads.
 *
 * <p>The memory is bounded: a history has {@code most} events and an eighth at most, and the histories of the entities that had no event for longest are removed
 * when all together take more than the given number of bytes. An entity of which a history was removed begins a new one, so its features may be too low; {@link
 * #removed} states how many there are.
 *
 * <p>An entity with one event takes some 75 bytes, and 60 bytes for each further event: the sizes of its objects with compressed references.
 */
public final class MemoryHistories implements Histories {
    private static final int ENTITY_BYTES = 24;
    private static final int ENTRY_BYTES = 56;
    private static final int VALUE_BYTES = 32;
    private static final int LIST_BYTES = 96;

    private final Histories others;
    private final long maxBytes;
    private final EventHash hash = new EventHash();
    /** The histories with an event since the last rotation. */
    private EntityTable recent = new EntityTable();

    private long recentBytes;
    /** The histories with an event between the last two rotations; those with a later event are in {@link #recent}. */
    private EntityTable old = new EntityTable();

    private int reused;
    private long removed;
    /** The trims of the requests that are being answered. A store carries them out after it has read the histories of all these requests. */
    private final List<HistoryTrim> trims = new ArrayList<>();

    private boolean answering;

    /**
     * Creates histories.
     *
     * @param maxBytes how much memory they may take, approximately
     * @param others carries out the requests that are not those of {@link AddHistory}
     */
    public MemoryHistories(long maxBytes, Histories others) {
        this.maxBytes = maxBytes;
        this.others = others;
    }

    /** Returns how many histories were removed because all together took too much memory. */
    public synchronized long removed() {
        return removed;
    }

    @Override
    public synchronized void append(List<? extends HistoryRequest> requests) {
        List<AppendRequest> own = new ArrayList<>(requests.size());
        long[] keys = new long[requests.size()];
        for (HistoryRequest request : requests) {
            if (request instanceof AppendRequest append) {
                keys[own.size()] = hash.of(append.key());
                own.add(append);
            } else {
                others.append(List.of(request));
            }
        }
        for (int i = 0; i < own.size(); i++) {
            for (HistoryEntry entry : own.get(i).events()) {
                put(keys[i], entry);
            }
        }
        for (int i = 0; i < own.size(); i++) {
            answer(own.get(i), history(keys[i]));
        }
        trims.forEach(this::carryOut);
        trims.clear();
        rotateIfFull();
    }

    private void answer(AppendRequest request, EntityHistory history) {
        answering = true;
        try {
            request.found(history);
        } finally {
            answering = false;
        }
    }

    /** Trims a history. The stage asks for this while its request is answered, so other trims are not of its histories. */
    @Override
    public synchronized void trim(HistoryTrim trim) {
        if (answering) {
            trims.add(trim);
        } else {
            others.trim(trim);
        }
    }

    private void carryOut(HistoryTrim trim) {
        if (recent.get(hash.of(trim.key())) instanceof MemoryHistory history) {
            recentBytes -= bytes(history);
            history.apply(trim);
            recentBytes += bytes(history);
        }
    }

    @Override
    public void close() {
        others.close();
    }

    private void put(long key, HistoryEntry entry) {
        Object history = recent.get(key);
        if (history == null) {
            history = old.get(key);
            if (history != null) {
                reused++;
                recentBytes += bytes(history);
            }
        }
        recentBytes += bytes(entry);
        if (history instanceof MemoryHistory several) {
            several.put(entry);
            recent.put(key, several);
        } else if (history instanceof HistoryEntry first && first.idBits() != entry.idBits()) {
            MemoryHistory both = new MemoryHistory(first);
            both.put(entry);
            recentBytes += LIST_BYTES;
            recent.put(key, both);
        } else {
            recentBytes += ENTITY_BYTES;
            recent.put(key, entry);
        }
    }

    private static long bytes(Object history) {
        if (history instanceof MemoryHistory several) {
            long bytes = ENTITY_BYTES + LIST_BYTES;
            for (HistoryEntry entry : several.entries()) {
                bytes += bytes(entry);
            }
            return bytes;
        }
        return bytes((HistoryEntry) history);
    }

    private static long bytes(HistoryEntry entry) {
        return ENTRY_BYTES + (long) VALUE_BYTES * entry.values().size();
    }

    private EntityHistory history(long key) {
        Object history = recent.get(key);
        return history instanceof MemoryHistory several ? several : new MemoryHistory((HistoryEntry) history);
    }

    private void rotateIfFull() {
        if (recentBytes > maxBytes / 2) {
            removed += old.size() - reused;
            old = recent;
            recent = new EntityTable();
            recentBytes = 0;
            reused = 0;
        }
    }
}
