package io.riskstream.history;

import io.riskstream.stage.Histories;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The requests of one batch: one for each history of each entity. For use by one thread. */
final class AppendBatch {
    private final ActiveHistory[] histories;
    private final Histories store;
    private final List<Map<String, AppendRequest>> byKey = new ArrayList<>();
    private final List<AppendRequest> requests = new ArrayList<>();

    AppendBatch(ActiveHistory[] histories, Histories store) {
        this.histories = histories;
        this.store = store;
        for (int i = 0; i < histories.length; i++) {
            byKey.add(new HashMap<>());
        }
    }

    /**
     * Adds an event to a history.
     *
     * @param index the index of the history
     */
    void add(int index, String key, HistoryEntry event, PendingHistories waiting) {
        byKey.get(index)
                .computeIfAbsent(key, first -> {
                    AppendRequest request = new AppendRequest(histories[index], store, first);
                    requests.add(request);
                    return request;
                })
                .add(event, waiting, index);
    }

    /** Returns the requests in the order of their first events. */
    List<AppendRequest> requests() {
        return requests;
    }
}
