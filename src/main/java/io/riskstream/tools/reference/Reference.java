package io.riskstream.tools.reference;

import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.format.ValueFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The declaration of how one CSV file is converted to records.
 *
 * @param format how the file is written
 * @param formats the formats of columns whose values are written as people write them
 * @param optional whether the file may be absent
 * @param where allowed values by column; other rows are excluded
 * @param days the columns of a range of days, if a row yields one record per day
 * @param count the name of the field that holds the number of rows with the same key, if there is one
 */
record Reference(
        String name,
        String file,
        CsvFormat format,
        Map<String, ValueFormat> formats,
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
        columns.addAll(formats.keySet());
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
