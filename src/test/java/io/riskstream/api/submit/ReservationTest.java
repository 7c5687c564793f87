package io.riskstream.api.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationTest {
    @Test
    void aReservationIsReadAsItWasWritten() {
        Reservation pending = new Reservation.Pending("body", 1, 2, "token");
        assertEquals(pending, Reservation.of(pending.text()));
        Reservation done = new Reservation.Done(
                "body", List.of(Optional.of("a-b-0@17"), Optional.empty(), Optional.of("a-b-2@1")));
        assertEquals(done, Reservation.of(done.text()));
        Reservation none = new Reservation.Done("body", List.of());
        assertEquals(none, Reservation.of(none.text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "done", "pending a 1 2", "pending a 1 x t", "other a"})
    void whatIsNoReservationIsAnError(String text) {
        assertThrows(IllegalArgumentException.class, () -> Reservation.of(text));
    }
}
