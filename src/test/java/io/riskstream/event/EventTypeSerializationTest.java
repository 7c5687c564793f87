package io.riskstream.event;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventTypeSerializationTest {
    private record Source(String name, List<Field> fields, boolean arrives) implements FieldSource {}

    @Test
    void keepsWhichFieldsArriveWithTheEvent() {
        EventType type = new EventType(List.of(
                new Source("schema", List.of(new Field("zip", FieldType.STRING)), true),
                new Source("county", List.of(new Field("county.density", FieldType.DOUBLE)), false)));

        assertTrue(type.arrives(type.slot("zip")));
        assertFalse(type.arrives(type.slot("county.density")));
    }
}
