package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.events.InputRecord;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    @Test
    void reportsAFeedThatFails() {
        Iterator<InputRecord> broken = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public InputRecord next() {
                throw new AssertionError("a bug in the source of events");
            }
        };
        EventFeed feed = new EventFeed("127.0.0.1:9", "claims", broken, 10, 0, new DeliveryLedger());
        feed.run();
        assertTrue(feed.done());
        IllegalStateException failure = assertThrows(IllegalStateException.class, feed::check);
        assertEquals(
                "cannot send events to topic 'claims': java.lang.AssertionError: a bug in the source of events",
                failure.getMessage());
    }
}
