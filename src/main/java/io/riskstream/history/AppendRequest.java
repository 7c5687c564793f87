package io.riskstream.history;

import io.riskstream.event.Degradation;
import io.riskstream.event.FieldValues;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryAddition;
import io.riskstream.stage.HistoryReply;
import io.riskstream.stage.HistoryRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the events of one entity in a batch to one history, and computes the features of each on the thread of the store. The history is read, decoded and
 * trimmed once for all of them, and for all requests of the same history that the store answers together.
 */
final class AppendRequest implements HistoryRequest {
    /**
     * An event to add.
     *
     * @param index the index of the history among those of the waiting event
     */
    private record Member(HistoryEntry event, PendingHistories waiting, int index) {}

    private final ActiveHistory history;
    private final Histories store;
    private final String key;
    private final List<Member> members = new ArrayList<>(1);

    /** Creates a request without events. */
    AppendRequest(ActiveHistory history, Histories store, String key) {
        this.history = history;
        this.store = store;
        this.key = key;
    }

    /**
     * Adds an event.
     *
     * @param index the index of the history among those of the waiting event
     */
    void add(HistoryEntry event, PendingHistories waiting, int index) {
        members.add(new Member(event, waiting, index));
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public List<HistoryAddition> additions() {
        List<HistoryAddition> additions = new ArrayList<>(members.size());
        for (Member member : members) {
            additions.add(
                    new HistoryAddition(member.event().id(), member.event().encoded()));
        }
        return additions;
    }

    @Override
    public Duration keep() {
        return history.declaration().keep();
    }

    /** Returns the new entries before they are encoded. */
    List<HistoryEntry> events() {
        return members.stream().map(Member::event).toList();
    }

    @Override
    public void found(HistoryReply reply) {
        EntityHistory entity;
        try {
            entity = reply.decoded(StoredHistory.class, StoredHistory::of);
        } catch (IllegalArgumentException e) {
            unreadable("the value in the store is " + e.getMessage());
            return;
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            unreadable(e.getClass().getSimpleName());
            return;
        }
        found(entity);
    }

    /** Completes the request, as {@link #found(HistoryReply)}, with a history that contains the entries of this request. */
    void found(EntityHistory entity) {
        members.forEach(member -> complete(member, entity));
        entity.trim(
                        key,
                        history.declaration().most(),
                        cause -> history.report(".trim", "entries cannot be removed: " + cause))
                .ifPresent(trim -> {
                    history.countTrimmed();
                    store.trim(trim);
                });
    }

    private void complete(Member member, EntityHistory entity) {
        FieldValues features;
        try {
            features = history.features().of(entity, member.event());
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            fail(member, Degradation.Cause.UNUSABLE, e.getClass().getSimpleName());
            return;
        }
        history.count(features);
        member.waiting().complete(member.index(), new HistoryResult.Features(features));
    }

    @Override
    public void failed(String cause) {
        members.forEach(member -> fail(member, Degradation.Cause.UNAVAILABLE, cause));
    }

    @Override
    public void unreadable(String cause) {
        members.forEach(member -> fail(member, Degradation.Cause.UNUSABLE, cause));
    }

    private void fail(Member member, Degradation.Cause reason, String cause) {
        history.countError();
        history.report(".error", cause);
        member.waiting().complete(member.index(), new HistoryResult.Failed(reason, cause));
    }
}
