package io.riskstream.history;

import io.riskstream.event.Degradation;
import io.riskstream.event.FieldValues;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryRequest;
import java.time.Duration;
import java.util.List;

/** Adds one event to one history, and computes its features on the thread of the store. */
final class AppendRequest implements HistoryRequest {
    private final ActiveHistory history;
    private final Histories store;
    private final String key;
    private final HistoryEntry event;
    private final PendingHistories waiting;
    private final int index;

    /**
     * Creates a request.
     *
     * @param index the index of the history among those of the waiting event
     */
    AppendRequest(
            ActiveHistory history,
            Histories store,
            String key,
            HistoryEntry event,
            PendingHistories waiting,
            int index) {
        this.history = history;
        this.store = store;
        this.key = key;
        this.event = event;
        this.waiting = waiting;
        this.index = index;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public byte[] entryId() {
        return event.id();
    }

    @Override
    public byte[] entry() {
        return event.encoded();
    }

    @Override
    public Duration keep() {
        return history.declaration().keep();
    }

    /** Returns the entry before it is encoded. */
    HistoryEntry event() {
        return event;
    }

    @Override
    public void found(List<byte[]> entries) {
        EntityHistory entity;
        try {
            entity = StoredHistory.of(entries);
        } catch (IllegalArgumentException e) {
            unreadable("the value in the store is " + e.getMessage());
            return;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            unreadable(e.getClass().getSimpleName());
            return;
        }
        found(entity);
    }

    /** Completes the request, as {@link #found(List)}, with a history that contains the entry of this request. */
    void found(EntityHistory entity) {
        FieldValues features;
        try {
            features = history.features().of(entity, event);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            unreadable(e.getClass().getSimpleName());
            return;
        }
        history.count(features);
        waiting.complete(index, new HistoryResult.Features(features));
        entity.trim(
                        key,
                        history.declaration().most(),
                        cause -> history.report(".trim", "entries cannot be removed: " + cause))
                .ifPresent(trim -> {
                    history.countTrimmed();
                    store.trim(trim);
                });
    }

    @Override
    public void failed(String cause) {
        fail(Degradation.Cause.UNAVAILABLE, cause);
    }

    @Override
    public void unreadable(String cause) {
        fail(Degradation.Cause.UNUSABLE, cause);
    }

    private void fail(Degradation.Cause reason, String cause) {
        history.countError();
        history.report(".error", cause);
        waiting.complete(index, new HistoryResult.Failed(reason, cause));
    }
}
