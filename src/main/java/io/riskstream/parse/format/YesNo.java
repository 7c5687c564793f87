package io.riskstream.parse.format;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words for true and false, in any case. */
record YesNo(Set<String> yes, Set<String> no) implements ValueFormat {
    private static final long serialVersionUID = 1;
    static final List<String> YES = List.of("yes", "y", "true", "t", "1");
    static final List<String> NO = List.of("no", "n", "false", "f", "0");

    YesNo(Set<String> yes, Set<String> no) {
        this.yes = lowerCase(yes);
        this.no = lowerCase(no);
    }

    private static Set<String> lowerCase(Set<String> words) {
        Set<String> lower = new HashSet<>();
        words.forEach(word -> lower.add(word.strip().toLowerCase(Locale.ROOT)));
        return Set.copyOf(lower);
    }

    @Override
    public boolean convert(FieldValues values, int slot, FieldType type) {
        ValueKind kind = values.kind(slot);
        if (kind == ValueKind.BOOLEAN) {
            return true;
        }
        if (kind != ValueKind.STRING && kind != ValueKind.LONG) {
            return false;
        }
        String word = kind == ValueKind.LONG
                ? Long.toString(values.integer(slot))
                : values.string(slot).strip().toLowerCase(Locale.ROOT);
        if (!yes.contains(word) && !no.contains(word)) {
            return false;
        }
        values.setBool(slot, yes.contains(word));
        return true;
    }

    @Override
    public String expected() {
        return "one of " + String.join(", ", yes.stream().sorted().toList()) + " or "
                + String.join(", ", no.stream().sorted().toList());
    }

    @Override
    public boolean isDate() {
        return false;
    }

    @Override
    public List<FieldType> types() {
        return List.of(FieldType.BOOLEAN);
    }
}
