package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.expression.ConditionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explains a table for one event: each row that matches the event, or the table if none does. */
final class TableExplanation {
    private TableExplanation() {}

    static List<Explanation.RuleExplanation> of(
            PointsTable table, CompiledTable compiled, EventType type, Event event, Verdict verdict) {
        Map<String, Optional<Object>> inputs = Explanation.values(compiled.reads(), type, event);
        ConditionResult result = compiled.test(event);
        String by = String.join(", ", table.inputs());
        String where = table.file().isEmpty() ? "the table" : table.file();
        List<Explanation.RuleExplanation> rows = new ArrayList<>();
        if (result == ConditionResult.TRUE) {
            for (int i = compiled.nextRow(0); i >= 0; i = compiled.nextRow(i + 1)) {
                PointsTable.Row row = table.rows().get(i);
                rows.add(new Explanation.RuleExplanation(
                        table.code(row),
                        "row " + row.name() + " of " + where + " by " + by + ": " + row.shown(),
                        Double.toString(row.points()),
                        table.group(),
                        row.points() == 0 ? row.reason() + ", a row without points" : row.reason(),
                        row.points() == 0 ? Explanation.Result.NOT_FIRED : Explanation.Result.FIRED,
                        added(table.code(row), verdict),
                        inputs));
                if (table.hit() == HitPolicy.FIRST) {
                    break;
                }
            }
            return rows;
        }
        return List.of(new Explanation.RuleExplanation(
                table.id(),
                "a row of " + where + " matches " + by,
                "of the row",
                table.group(),
                result == ConditionResult.ERROR ? "A column of the table cannot be evaluated" : "No row matches",
                result == ConditionResult.ERROR ? Explanation.Result.ERROR : Explanation.Result.NOT_FIRED,
                0,
                inputs));
    }

    private static double added(String code, Verdict verdict) {
        return verdict.reasons().stream()
                .filter(reason -> reason.code().equals(code))
                .mapToDouble(Reason::points)
                .findFirst()
                .orElse(0);
    }
}
