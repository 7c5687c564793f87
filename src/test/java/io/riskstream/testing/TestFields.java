package io.riskstream.testing;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import java.util.ArrayList;
import java.util.List;

/** Event types of a few fields, for tests. */
public final class TestFields {
    /** Fields from one place. */
    public record Source(String name, List<Field> fields, boolean arrives) implements FieldSource {}

    private TestFields() {}

    /** A source of fields written {@code path:TYPE}, which come with the event. */
    public static Source source(String name, String... fields) {
        List<Field> all = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            all.add(new Field(field.substring(0, colon), FieldType.valueOf(field.substring(colon + 1))));
        }
        return new Source(name, all, true);
    }

    /** A type of fields written {@code path:TYPE}, which come with the event. */
    public static EventType type(String... fields) {
        return new EventType(List.of(source("schema", fields)));
    }
}
