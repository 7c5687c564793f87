package io.riskstream.enrich.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.FieldValues;
import io.riskstream.stage.ValidityToken;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PackedKeyTest {
    /** Distinct ids: empty, at and beyond the packing limit, with common parts, padded with zeros, and of wide characters with equal low bytes. */
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
            "\u0161", // has the same low byte as the next
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
        probe.clearBuffer().append("the previous id");
        probe.setWritten();
        probe.clearBuffer().append(id);
        return probe.setWritten();
    }

    private static CacheEntry entry(String id) {
        return new CacheEntry(id, FieldValues.EMPTY, ValidityToken.tracked(), 0);
    }

    @Test
    void matchesTheEntryOfItsOwnIdOnly() {
        for (String id : IDS) {
            for (String other : IDS) {
                boolean same = id.equals(other);
                assertEquals(same, entry(other).hasId(new PackedKey().set(id)), id + " and " + other);
                assertEquals(same, entry(other).hasId(written(id)), id + " written and " + other);
                assertEquals(same, entry(other).hasSameId(entry(id)), id + " and " + other);
            }
        }
    }

    @Test
    void restoresThePackedId() {
        for (String id : IDS) {
            assertEquals(id, entry(id).id());
            assertEquals(id, new PackedKey().set(id).toString());
            assertEquals(id, written(id).toString());
        }
    }

    @Test
    void hashesAStringAndTheSameWrittenCharactersAlike() {
        for (String id : IDS) {
            assertEquals(new PackedKey().set(id).hash(), written(id).hash(), id);
            assertEquals(entry(id).hash(), written(id).hash(), id);
        }
    }

    @Test
    void packsShortLatin1Ids() {
        assertTrue(new PackedKey().set("").isPacked());
        assertTrue(new PackedKey()
                .set("\u00ff".repeat(PackedKey.MAX_PACKED_LENGTH))
                .isPacked());
        assertFalse(
                new PackedKey().set("x".repeat(PackedKey.MAX_PACKED_LENGTH + 1)).isPacked());
        assertFalse(new PackedKey().set("\u0100").isPacked());
    }

    @Test
    void canBeReusedForFurtherIds() {
        PackedKey probe = new PackedKey();
        for (String id : IDS) {
            assertTrue(entry(id).hasId(probe.set(id)));
            probe.clearBuffer().append(id).append('!');
            assertFalse(entry(id).hasId(probe.setWritten()));
        }
    }
}
