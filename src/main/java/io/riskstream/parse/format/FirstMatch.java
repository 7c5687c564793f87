package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.util.List;
import java.util.stream.Collectors;

/** Several formats of one field: the first that a value is written in applies. */
record FirstMatch(List<ValueFormat> formats) implements ValueFormat {
    private static final long serialVersionUID = 1;

    FirstMatch {
        formats = List.copyOf(formats);
    }

    @Override
    public boolean convert(FieldValues values, int slot, FieldType type) {
        for (ValueFormat format : formats) {
            if (format.convert(values, slot, type)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String expected() {
        return formats.stream().map(ValueFormat::expected).collect(Collectors.joining(" or "));
    }

    @Override
    public boolean isDate() {
        return formats.stream().allMatch(ValueFormat::isDate);
    }

    @Override
    public List<FieldType> types() {
        return formats.get(0).types();
    }
}
