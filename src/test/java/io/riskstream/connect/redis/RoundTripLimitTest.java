package io.riskstream.connect.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RoundTripLimitTest {
    private static final int MEGABYTE = 1 << 20;

    private final RoundTripLimit limit = new RoundTripLimit();

    private int roundTrips(int count, int bytesPerRecord) {
        for (int i = 0; i < count; i++) {
            limit.completed(limit.keys(), (long) bytesPerRecord * limit.keys());
        }
        return limit.keys();
    }

    @Test
    void growsToItsMaximumWhileRecordsAreSmall() {
        assertEquals(RoundTripLimit.MAX_KEYS, roundTrips(5, 200));
    }

    @Test
    void requestsFewLargeRecordsAtOnceFromTheSecondRoundTripOn() {
        assertEquals(4, roundTrips(1, MEGABYTE));
        assertEquals(1, roundTrips(1, 100 * MEGABYTE));
    }

    @Test
    void growsAgainWhenRecordsAreSmallAgain() {
        roundTrips(1, MEGABYTE);
        assertTrue(roundTrips(3, 200) < 20, () -> "too fast: " + limit.keys());
        assertEquals(RoundTripLimit.MAX_KEYS, roundTrips(100, 200));
    }

    @Test
    void fewRequestsOfAnIdleFeedDoNotLowerTheLimit() {
        roundTrips(5, 200);
        limit.completed(1, 200);
        limit.completed(3, 600);
        limit.completed(0, 0);
        assertEquals(RoundTripLimit.MAX_KEYS, limit.keys());
    }

    @Test
    void beginsWithOneKeyAfterTheMemoryWasExhausted() {
        roundTrips(5, 200);
        limit.exhausted();
        assertEquals(1, limit.keys());
        assertEquals(4, roundTrips(1, 200));
    }
}
