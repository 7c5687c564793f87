package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.expression.ConditionResult;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.Operand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A table that is compiled for one thread. Each column has an index from a value to the set of rows whose cell matches it: a string by its hash, a number by binary search in the ends of
 * all ranges. The rows of an event are the intersection of these sets, 64 rows in one operation. A column in which every cell matches any value is not evaluated.
 */
final class CompiledTable implements Definitions.RuleOutcome {
    private final Operand[] operands;
    private final RowIndex[] indexes;
    private final long[] allRows;
    private final long[] matched;
    private final List<String> reads;
    private final boolean readsTime;
    /** The event of the last result; null before the first. */
    private Event last;

    private ConditionResult result = ConditionResult.FALSE;

    CompiledTable(PointsTable table, EventType type, Definitions definitions) {
        List<Operand> used = new ArrayList<>();
        List<RowIndex> built = new ArrayList<>();
        Set<String> fields = new LinkedHashSet<>();
        for (int column = 0; column < table.inputs().size(); column++) {
            Operand operand = Operand.compile(table.inputs().get(column), type, definitions);
            int index = column;
            List<TableCell> cells =
                    table.rows().stream().map(row -> row.cells().get(index)).toList();
            fields.addAll(operand.reads());
            if (!cells.stream().allMatch(TableCell.Any.class::isInstance)) {
                used.add(operand);
                built.add(RowIndex.of(operand.kind(), cells));
            }
        }
        operands = used.toArray(Operand[]::new);
        indexes = built.toArray(RowIndex[]::new);
        reads = List.copyOf(fields);
        readsTime = used.stream().anyMatch(Operand::readsTime);
        allRows = RowIndex.rows(table.rows().size(), row -> true);
        matched = new long[allRows.length];
    }

    /** Finds the rows that match an event. The result is an error if the value of a column cannot be evaluated. */
    @Override
    @SuppressWarnings("ReferenceEquality") // the same event, not an equal one
    public ConditionResult test(Event event) {
        if (event != last) {
            result = find(event);
            last = event;
        }
        return result;
    }

    private ConditionResult find(Event event) {
        System.arraycopy(allRows, 0, matched, 0, matched.length);
        for (int i = 0; i < operands.length; i++) {
            if (!operands[i].evaluate(event)) {
                return ConditionResult.ERROR;
            }
            long[] rows = indexes[i].rows(operands[i]);
            for (int word = 0; word < matched.length; word++) {
                matched[word] &= rows[word];
            }
        }
        return nextRow(0) >= 0 ? ConditionResult.TRUE : ConditionResult.FALSE;
    }

    /** Returns the first row at or after {@code from} that matches the last event; -1 if there is none. */
    int nextRow(int from) {
        for (int word = from >> 6; word < matched.length; word++) {
            long rest = matched[word];
            if (word == from >> 6) {
                rest &= -1L << from;
            }
            if (rest != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(rest);
            }
        }
        return -1;
    }

    @Override
    public List<String> reads() {
        return reads;
    }

    @Override
    public boolean readsTime() {
        return readsTime;
    }
}
