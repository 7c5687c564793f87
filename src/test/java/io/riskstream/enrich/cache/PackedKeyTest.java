package io.riskstream.enrich.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.FieldValues;
import io.riskstream.stage.ValidityToken;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PackedKeyTest {
    /** All different: empty, at the limit of what is packed and beyond, with a part in common, filled up with zeros, of wide characters whose low bytes are alike. */
    private static final List<String> IDS = List.of(
            "",
            "\0",
            "\0\0",
            "a",
            "a\0",
            "b",
            "12345678",
            "12345678\0",
            "123456789",
            "123456789abcdef",
            "123456789abcdeg",
            "023456789abcdef",
            "123456789abcdefg",
            "123456789abcdefh",
            "\u00ff".repeat(8),
            "\u00ff".repeat(15),
            "\u00ff".repeat(16),
            "\u0161", // its low byte is that of the next
            "\u0061\u0061",
            "\u0061\u0161",
            "\u0161\u0061",
            "\u0100",
            "\uD83C\uDF0A \u00e9",
            "Aa-long-enough-not-to-be-packed",
            "BB-long-enough-not-to-be-packed",
            "9".repeat(1_000));

    private static PackedKey written(String id) {
        PackedKey probe = new PackedKey();
        probe.clear().append("what stood there before");
        probe.ready();
        probe.clear().append(id);
        return probe.ready();
    }

    private static CacheEntry record(String id) {
        return new CacheEntry(id, FieldValues.EMPTY, ValidityToken.tracked(), 0);
    }

    @Test
    void itIsTheProbeOfItsOwnRecordAndOfNoOther() {
        for (String id : IDS) {
            for (String other : IDS) {
                boolean same = id.equals(other);
                assertEquals(same, record(other).isOf(new PackedKey().of(id)), id + " and " + other);
                assertEquals(same, record(other).isOf(written(id)), id + " written and " + other);
                assertEquals(same, record(other).isOfIdOf(record(id)), id + " and " + other);
            }
        }
    }

    @Test
    void aRecordGivesItsIdBack() {
        for (String id : IDS) {
            assertEquals(id, record(id).id());
            assertEquals(id, new PackedKey().of(id).toString());
            assertEquals(id, written(id).toString());
        }
    }

    @Test
    void aStringAndTheSameTextWrittenHashAlike() {
        for (String id : IDS) {
            assertEquals(new PackedKey().of(id).hash(), written(id).hash(), id);
            assertEquals(record(id).hash(), written(id).hash(), id);
        }
    }

    @Test
    void whatIsShortAndLatinIsPacked() {
        assertTrue(new PackedKey().of("").isPacked());
        assertTrue(new PackedKey().of("\u00ff".repeat(PackedKey.SHORT)).isPacked());
        assertFalse(new PackedKey().of("x".repeat(PackedKey.SHORT + 1)).isPacked());
        assertFalse(new PackedKey().of("\u0100").isPacked());
    }

    @Test
    void aProbeIsGoodForOneIdAfterTheOther() {
        PackedKey probe = new PackedKey();
        for (String id : IDS) {
            assertTrue(record(id).isOf(probe.of(id)));
            probe.clear().append(id).append('!');
            assertFalse(record(id).isOf(probe.ready()));
        }
    }
}
