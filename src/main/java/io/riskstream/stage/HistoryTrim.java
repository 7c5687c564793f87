package io.riskstream.stage;

import java.util.List;
import java.util.function.Consumer;

/**
 * Removes entries from the history of one entity, and may add entries that describe what was removed.
 *
 * @param key the key of the history
 * @param added the new entries, which the store adds before it removes others
 * @param removed the ids of the entries to remove; an id that the history does not have is ignored
 * @param failure receives the cause if the store does not carry it out: a sentence without keys, values and secrets
 */
public record HistoryTrim(String key, List<HistoryAddition> added, List<byte[]> removed, Consumer<String> failure)
        implements StoreRequest {
    public HistoryTrim {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    @Override
    public void failed(String cause) {
        failure.accept(cause);
    }

    @Override
    public void unreadable(String cause) {
        failure.accept(cause);
    }
}
