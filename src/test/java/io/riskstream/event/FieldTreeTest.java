package io.riskstream.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FieldTreeTest {
    private record Source(String name, List<Field> fields) implements FieldSource {}

    private static final EventType TYPE = new EventType(List.of(new Source(
            "schema",
            List.of(
                    new Field("id", FieldType.STRING),
                    new Field("location.point.lat", FieldType.DOUBLE),
                    new Field("location.zip", FieldType.STRING),
                    new Field("date", FieldType.STRING)))));

    private static FieldTree node(FieldTree root, String... names) {
        FieldTree node = root;
        for (String name : names) {
            node = node.members().get(name);
        }
        return node;
    }

    @Test
    void nestsFieldsByTheirDottedPaths() {
        FieldTree root = FieldTree.of(TYPE, slot -> true);

        assertEquals(
                List.of("id", "location", "date"), List.copyOf(root.members().keySet()));
        assertFalse(node(root, "location").isField());
        assertEquals("location.point", node(root, "location", "point").path());
        assertTrue(node(root, "location", "point", "lat").isField());
        assertEquals(1, node(root, "location", "point", "lat").slot());
        assertEquals(4, root.slotCount());
    }

    @Test
    void leavesOutFieldsThatAreNotIncluded() {
        FieldTree root = FieldTree.of(TYPE, slot -> slot < 2);

        assertEquals(List.of("id", "location"), List.copyOf(root.members().keySet()));
        assertEquals(
                List.of("point"), List.copyOf(node(root, "location").members().keySet()));
        assertEquals(2, root.slotCount());
    }

    @Test
    void findsAnObjectPresentIfOneOfItsFieldsIs() {
        FieldTree root = FieldTree.of(TYPE, slot -> true);
        FieldValues values = new FieldValues(3);
        assertFalse(root.isPresent(values));

        values.setNull(1);

        assertTrue(root.isPresent(values));
        assertTrue(node(root, "location").isPresent(values));
        assertTrue(node(root, "location", "point", "lat").isPresent(values));
        assertFalse(node(root, "location", "zip").isPresent(values));
        assertFalse(node(root, "date").isPresent(values), "these values have no slot for it");
    }
}
