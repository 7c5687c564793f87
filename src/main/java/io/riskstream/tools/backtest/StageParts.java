package io.riskstream.tools.backtest;

import io.riskstream.runner.StageCopies;
import io.riskstream.stage.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages of a backtest in three consecutive parts. The features of a history depend on the events before, so the stages that keep histories, and those
 * between them, take the events in the order of the source, one after the other. The stages before and after them take events in any order.
 *
 * @param before the stages before the first one that keeps histories; all stages if none does
 * @param ordered the stages from the first to the last one that keeps histories; empty if none does
 * @param after the stages after the last one that keeps histories
 */
record StageParts(List<Stage> before, List<Stage> ordered, List<Stage> after) {
    /** Divides stages. A stage keeps histories if it asks for them when it is opened, so copies are opened and closed again. */
    static StageParts of(List<Stage> stages, OfflineContext context) {
        if (stages.isEmpty()) {
            return new StageParts(stages, List.of(), List.of());
        }
        int first = stages.size();
        int end = stages.size();
        List<Stage> opened = new ArrayList<>();
        try {
            for (Stage stage : StageCopies.of("backtest", stages)) {
                int requests = context.historyRequests();
                stage.open(context);
                opened.add(stage);
                if (context.historyRequests() > requests) {
                    first = Math.min(first, opened.size() - 1);
                    end = opened.size();
                }
            }
        } finally {
            opened.forEach(Stage::close);
        }
        return new StageParts(stages.subList(0, first), stages.subList(first, end), stages.subList(end, stages.size()));
    }
}
