package io.riskstream.tools.reference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The declaration of how one CSV file is converted to records.
 *
 * @param optional whether the file may be absent
 * @param where allowed values by column; other rows are excluded
 * @param days the columns of a range of days, if a row yields one record per day
 * @param count the name of the field that holds the number of rows with the same key, if there is one
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

    /** Returns every column that the file must have, in alphabetical order. */
    Set<String> columns() {
        Set<String> columns = new TreeSet<>(where.keySet());
        fields.forEach(field -> columns.add(field.column()));
        columns.addAll(key.columns());
        days.ifPresent(range -> {
            columns.remove(DayRange.DAY);
            columns.add(range.from());
            columns.add(range.to());
        });
        return columns;
    }
}
