package io.riskstream.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests events and the patches that create the next event. */
class EventTest {
    private static final Event EVENT = Event.of(
            new Origin("claims", 2, 7, 1_000, Optional.empty(), List.of()), "jane".getBytes(StandardCharsets.UTF_8));

    private static FieldValues values(int size, int slot, long value) {
        FieldValues values = new FieldValues(size);
        values.setInteger(slot, value);
        return values;
    }

    @Test
    void usesTheOriginAsTheIdOfAnEventWithoutOne() {
        assertEquals("claims-2@7", EVENT.id());
        assertEquals(Instant.ofEpochMilli(1_000), EVENT.time());
        assertEquals(Optional.empty(), EVENT.key());
        assertEquals(Optional.empty(), EVENT.verdict());
        assertEquals(ValueKind.ABSENT, EVENT.kind(3), "a slot beyond the values is absent");
        assertFalse(EVENT.isPresent(3));
        assertFalse(EVENT.toString().contains("jane"));
    }

    @Test
    void aPatchCreatesTheNextEventAndDoesNotChangeThisOne() {
        Verdict verdict = new Verdict(1, "accept", List.of(), List.of(), List.of(), "card", "1", "00");
        Event next = EVENT.with(Patch.NONE
                .withId("a")
                .withKey("k")
                .withTime(5)
                .withVerdict(verdict)
                .withUndeclared(Map.of("x", 1L))
                .withFields(0, values(1, 0, 9)));
        assertEquals("a", next.id());
        assertEquals(Optional.of("k"), next.key());
        assertEquals(Instant.ofEpochMilli(5), next.time());
        assertEquals(Optional.of(verdict), next.verdict());
        assertEquals(Map.of("x", 1L), next.undeclared());
        assertEquals(9, next.integer(0));
        assertArrayEquals(EVENT.original(), next.original());
        assertEquals("claims-2@7", EVENT.id());
        assertFalse(EVENT.isPresent(0));
        // a patch does not change what it does not contain
        Event later = next.with(Patch.NONE.withId("b"));
        assertEquals("b", later.id());
        assertEquals(Optional.of("k"), later.key());
        assertEquals(Map.of("x", 1L), later.undeclared());
        assertSame(next.values(), later.values());
        assertSame(next, next.with(Patch.NONE));
    }

    @Test
    void fieldsOfSeveralPartsKeepTheirSlots() {
        Patch patch = Patch.NONE.withFields(2, values(2, 1, 20)).withFields(0, values(2, 0, 10));
        Event event = EVENT.with(Patch.NONE.withFields(0, values(2, 1, 1))).with(patch);
        assertEquals(10, event.integer(0));
        assertEquals(1, event.integer(1));
        assertEquals(ValueKind.ABSENT, event.kind(2));
        assertEquals(20, event.integer(3));
        assertThrows(IllegalStateException.class, () -> event.values().setNull(2));
    }

    @Test
    void aPatchFreezesItsValues() {
        FieldValues values = values(1, 0, 1);
        Patch.NONE.withFields(0, values);
        assertThrows(IllegalStateException.class, () -> values.setInteger(0, 2));
    }

    @Test
    void collectsSkippedLookUpsInAnImmutableList() {
        Event event = EVENT.with(Patch.NONE
                        .withDegraded("county", Degradation.Cause.LATE)
                        .withDegraded("market", Degradation.Cause.LATE))
                .with(Patch.NONE.withDegraded("history", Degradation.Cause.LATE));
        assertEquals(List.of("county", "market", "history"), event.degraded());
        assertThrows(UnsupportedOperationException.class, () -> event.degraded().add("x"));
        assertEquals(List.of(), EVENT.degraded());
    }

    @Test
    void keepsTheReasonsOfARejectionAndOfADrop() {
        Rejection reason = new Rejection("parse", RejectionCode.PARSE_JSON, "", "no");
        Event rejected = EVENT.rejected(List.of(reason), 3);
        assertEquals(List.of(reason), rejected.rejections());
        assertEquals(3, rejected.attempts());
        assertThrows(IllegalArgumentException.class, () -> EVENT.rejected(List.of(), 1));
        assertEquals(Optional.of("a test"), EVENT.dropped("a test").dropReason());
        assertEquals(Optional.empty(), EVENT.dropReason());
        assertEquals(List.of(), EVENT.rejections());
    }
}
