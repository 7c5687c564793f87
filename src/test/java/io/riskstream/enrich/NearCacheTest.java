package io.riskstream.enrich;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.FieldValues;
import io.riskstream.TestContext;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NearCacheTest {
    private final TestContext context = new TestContext();

    private static CacheKey key(String id) {
        return new CacheKey("county", id);
    }

    private Answer.Found found(Duration age) {
        return new Answer.Found(FieldValues.EMPTY, context.ticker().getAsLong() + age.toNanos());
    }

    @Test
    void aRecordIsServedUntilItIsTooOld() {
        NearCache cache = new NearCache(10, context.ticker());
        Answer.Found record = found(Duration.ofSeconds(60));
        cache.put(key("1"), record);
        context.advance(Duration.ofSeconds(60).minusNanos(1));
        assertEquals(Optional.of(record), cache.get(key("1")));
        context.advance(Duration.ofNanos(1));
        assertEquals(Optional.empty(), cache.get(key("1")));
    }

    @Test
    void theSameIdOfAnotherLookupIsAnotherRecord() {
        NearCache cache = new NearCache(10, context.ticker());
        cache.put(key("1"), found(Duration.ofSeconds(60)));
        assertEquals(Optional.empty(), cache.get(new CacheKey("state", "1")));
    }

    @Test
    void itHoldsNoMoreThanItsNumberOfRecords() {
        NearCache cache = new NearCache(10, context.ticker());
        for (int i = 0; i < 1_000; i++) {
            cache.put(key(String.valueOf(i)), found(Duration.ofSeconds(60)));
        }
        await().untilAsserted(() -> {
            assertTrue(cache.statistics().size() <= 10, () -> "it holds " + cache.statistics());
            assertEquals(990, cache.statistics().evictions());
        });
    }

    @Test
    void anIdOfAnyLengthDoesNotFillTheMemory() {
        NearCache cache = new NearCache(10, context.ticker());
        CacheKey longest = key("9".repeat(1_000_000));
        cache.put(longest, found(Duration.ofSeconds(60)));
        assertEquals(Optional.empty(), cache.get(longest));
    }

    @Test
    void itCountsWhatItWasAsked() {
        NearCache cache = new NearCache(10, context.ticker());
        cache.put(key("1"), found(Duration.ofSeconds(60)));
        cache.get(key("1"));
        cache.get(key("1"));
        cache.get(key("2"));
        assertEquals(2, cache.statistics().hits());
        assertEquals(1, cache.statistics().misses());
    }
}
