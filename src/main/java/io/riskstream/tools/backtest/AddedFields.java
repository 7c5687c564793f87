package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.ValueKind;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ExpressionException;
import io.riskstream.expression.ExpressionProblem;
import io.riskstream.parse.value.CellValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An event type with the undeclared members that an expression reads as further fields, such as the amount that was paid, which no schema of an input declares.
 * A member has the first type, of number, string and boolean, with which the expression compiles. A text that is a number is one.
 *
 * @param base the event type of the pipeline
 * @param paths the paths of the undeclared members
 * @param extended the event type with the further fields after the others, which keep their slots
 */
record AddedFields(EventType base, List<String> paths, EventType extended) {
    private static final List<FieldType> TYPES = List.of(FieldType.DOUBLE, FieldType.STRING, FieldType.BOOLEAN);
    private static final int MAX_PATHS = 6;

    /** The members of an event type, declared by one source. */
    private record Source(List<Field> fields) implements FieldSource {
        @Override
        public String name() {
            return "the event";
        }
    }

    /**
     * Finds the fields of an expression.
     *
     * @throws IllegalArgumentException if it does not compile with any type of its undeclared members
     */
    static AddedFields of(String expression, EventType base) {
        List<String> unknown = new ArrayList<>();
        ExpressionException failure = null;
        for (int more = 0; more <= MAX_PATHS; more++) {
            int combinations = (int) Math.pow(TYPES.size(), unknown.size());
            for (int combination = 0; combination < combinations; combination++) {
                EventType extended = extended(base, unknown, combination);
                try {
                    Condition.compile(expression, extended);
                    return new AddedFields(base, List.copyOf(unknown), extended);
                } catch (ExpressionException e) {
                    failure = combination == 0 ? e : failure;
                }
            }
            List<String> found = unknown(expression, failure, extended(base, unknown, 0));
            if (found.isEmpty()) {
                break;
            }
            unknown.addAll(found);
        }
        throw new IllegalArgumentException(failure.getMessage(), failure);
    }

    private static EventType extended(EventType base, List<String> unknown, int combination) {
        List<Field> added = new ArrayList<>(base.fields());
        int rest = combination;
        for (String path : unknown) {
            added.add(new Field(path, TYPES.get(rest % TYPES.size())));
            rest /= TYPES.size();
        }
        return new EventType(List.of(new Source(List.copyOf(added))));
    }

    /** Returns the names at the positions of the problems that no field has. */
    private static List<String> unknown(String expression, ExpressionException failure, EventType type) {
        List<String> names = new ArrayList<>();
        for (ExpressionProblem problem : failure.expressionProblems()) {
            if (!problem.message().contains("no field")) {
                continue;
            }
            boolean quoted = expression.charAt(problem.offset()) == '`';
            int end = quoted
                    ? expression.indexOf('`', problem.offset() + 1)
                    : Math.min(expression.length(), problem.offset() + problem.length());
            String name =
                    expression.substring(problem.offset() + (quoted ? 1 : 0), Math.max(end, problem.offset() + 1));
            if (!name.isEmpty() && type.find(name).isEmpty() && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** Returns the event with the further fields. */
    Event extend(Event event) {
        if (paths.isEmpty()) {
            return event;
        }
        FieldValues values = new FieldValues(paths.size());
        IntStream.range(0, paths.size())
                .forEach(i -> put(
                        event.undeclared(paths.get(i)),
                        extended.field(base.size() + i).type(),
                        values,
                        i));
        return event.with(Patch.NONE.withFields(base.size(), values));
    }

    private static void put(Optional<Object> member, FieldType type, FieldValues values, int slot) {
        if (member.isEmpty()) {
            return;
        }
        FieldValues read = new FieldValues(1);
        CellValue.put(member.get().toString(), type, read, 0);
        switch (read.kind(0)) {
            case DOUBLE, LONG -> values.setNumber(slot, read.number(0));
            case BOOLEAN -> values.setBool(slot, read.bool(0));
            default -> {
                if (type == FieldType.STRING && read.kind(0) == ValueKind.STRING) {
                    values.setString(slot, read.string(0));
                }
            }
        }
    }
}
