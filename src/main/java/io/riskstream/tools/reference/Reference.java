package io.riskstream.tools.reference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How one CSV file becomes records.
 *
 * @param optional whether the file may be absent
 * @param where columns, and the values of which a row must have one
 * @param count the field that says how many rows came to the key
 */
record Reference(
        String name,
        String file,
        boolean optional,
        Map<String, Set<String>> where,
        Optional<DayRange> days,
        KeyTemplate key,
        OnDuplicate onDuplicate,
        Optional<String> count,
        List<RecordField> fields) {

    /** Every column it needs, in no order of meaning. */
    Set<String> columns() {
        Set<String> columns = new TreeSet<>(where.keySet());
        fields.forEach(field -> columns.add(field.column()));
        columns.addAll(key.columns());
        days.ifPresent(range -> {
            columns.remove(DayRange.HOLE);
            columns.add(range.from());
            columns.add(range.to());
        });
        return columns;
    }
}
