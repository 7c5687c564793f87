package io.riskstream.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldValuesTest {
    @Test
    void compactValuesEqualTheOriginalOnes() {
        FieldValues numbers = new FieldValues(3);
        numbers.setNumber(0, 1.5);
        numbers.setInteger(2, 7);
        FieldValues compact = numbers.compact(FieldValues.EMPTY);
        FieldValues another = numbers.copy(3).compact(compact);
        assertEquals(numbers, compact);
        assertEquals(compact, numbers);
        assertEquals(numbers.hashCode(), another.hashCode());
        FieldValues event = new FieldValues(5);
        event.setString(4, "old");
        event.putAll(another, 1);
        assertEquals(1.5, event.number(1));
        assertEquals(ValueKind.ABSENT, event.kind(2));
        assertEquals(7, event.integer(3));

        FieldValues text = numbers.copy(3);
        text.setString(1, "text");
        assertNotEquals(text, numbers);
        assertNotEquals(compact, text);
        assertEquals(text, text.compact(compact));
        assertEquals("text", text.compact(compact).string(1));
    }

    private static FieldValues oneOfEach() {
        FieldValues values = new FieldValues(9);
        values.setNull(1);
        values.setEmptyObject(2);
        values.setString(3, "x");
        values.setInteger(4, Long.MAX_VALUE);
        values.setNumber(5, -0.0);
        values.setBool(6, true);
        values.setBool(7, false);
        values.setList(8, List.of(1L, "a"));
        return values;
    }

    @Test
    void returnsTheWrittenValues() {
        FieldValues values = oneOfEach();
        ValueKind[] kinds = {
            ValueKind.ABSENT,
            ValueKind.NULL,
            ValueKind.EMPTY_OBJECT,
            ValueKind.STRING,
            ValueKind.LONG,
            ValueKind.DOUBLE,
            ValueKind.BOOLEAN,
            ValueKind.BOOLEAN,
            ValueKind.LIST
        };
        for (int slot = 0; slot < kinds.length; slot++) {
            assertEquals(kinds[slot], values.kind(slot));
            assertEquals(slot > 0, values.isPresent(slot), "absent and null are not the same");
        }
        Object[] objects = {
            NullValue.NULL, Map.of(), "x", Long.MAX_VALUE, -0.0, true, false, List.of(1L, "a"),
        };
        for (int slot = 1; slot < kinds.length; slot++) {
            assertEquals(objects[slot - 1], values.object(slot));
        }
        assertEquals(0x1p63, values.number(4), "a long is read as a number too");
        assertThrows(IllegalStateException.class, () -> values.object(0));
    }

    @Test
    void rejectsWritesAfterTheFreezeButNotInACopy() {
        FieldValues frozen = oneOfEach().freeze();
        assertThrows(IllegalStateException.class, () -> frozen.setInteger(0, 1));
        assertThrows(IllegalStateException.class, () -> frozen.putAll(new FieldValues(1), 0));
        FieldValues copy = frozen.copy(12);
        copy.setString(3, "y");
        copy.setString(11, "z");
        assertEquals("x", frozen.string(3));
        assertEquals(12, copy.size());
        assertEquals(9, frozen.copy(2).size(), "a copy loses nothing");
    }

    @Test
    void putAllKeepsSlotsThatTheOtherValuesLack() {
        FieldValues values = oneOfEach();
        FieldValues over = new FieldValues(3);
        over.setInteger(0, 5);
        over.setNull(2);
        values.putAll(over, 3);
        assertEquals(5L, values.object(3), "its slot 0 is slot 3 here; the text is gone");
        assertEquals(Long.MAX_VALUE, values.object(4));
        assertEquals(ValueKind.NULL, values.kind(5));
    }

    @Test
    void comparesByValueAndShowsNoValue() {
        assertEquals(oneOfEach(), oneOfEach().freeze());
        assertEquals(oneOfEach().hashCode(), oneOfEach().hashCode());
        FieldValues other = oneOfEach();
        other.setNumber(5, 0.0);
        assertNotEquals(oneOfEach(), other);
        assertEquals("FieldValues[8 of 9]", oneOfEach().toString());
        assertFalse(FieldValues.EMPTY.size() > 0);
        assertTrue(new FieldValues(0).equals(FieldValues.EMPTY));
    }
}
