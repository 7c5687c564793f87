package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.List;
import java.util.stream.Collectors;

/** Several formats of one field: the first that a value is written in applies. */
record FirstMatch(List<ValueFormat> formats) implements ValueFormat {
    private static final long serialVersionUID = 1;

    FirstMatch {
        formats = List.copyOf(formats);
        for (ValueFormat one : formats) {
            for (ValueFormat other : formats) {
                one.samples().forEach(sample -> checkAmbiguity(one, other, sample));
            }
        }
    }

    /** Refuses two formats that read the same text as different values: the event could get either. */
    private static void checkAmbiguity(ValueFormat one, ValueFormat other, String sample) {
        FieldValues own = text(sample);
        FieldValues others = text(sample);
        boolean both = one.convert(own, 0, FieldType.ANY) && other.convert(others, 0, FieldType.ANY);
        if (both && !own.object(0).equals(others.object(0))) {
            throw new ConfigurationException(ConfigurationProblem.ofOption(
                    "",
                    "",
                    "",
                    "two of the formats, " + one.expected() + " and " + other.expected()
                            + ", read the same text as different values, such as " + sample
                            + "; keep the one that the sender uses"));
        }
    }

    private static FieldValues text(String sample) {
        FieldValues values = new FieldValues(1);
        values.setString(0, sample);
        return values;
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
    public List<String> samples() {
        return formats.stream().flatMap(format -> format.samples().stream()).toList();
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
