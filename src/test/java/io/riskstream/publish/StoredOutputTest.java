package io.riskstream.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Header;
import io.riskstream.stage.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredOutputTest {
    private static Message message(String outcome, String origin, String timestamp) {
        return new Message(
                "scores",
                Optional.of("k-1".getBytes(StandardCharsets.UTF_8)),
                Optional.empty(),
                List.of(
                        Header.of(OutputHeaders.OUTCOME, outcome),
                        Header.of(OutputHeaders.ORIGIN, origin),
                        Header.of(OutputHeaders.TIMESTAMP, timestamp)));
    }

    private static String version(String origin, long timestamp) {
        return StoredOutput.of(message(OutputHeaders.SCORED, origin, Long.toString(timestamp)))
                .version();
    }

    @Test
    void ordersVersionsByTimestampThenOffsetThenPartition() {
        List<String> ascending = List.of(
                version("claims-9@9", -1), // a record without a timestamp
                version("claims-0@10", 5),
                version("claims-0@11", 5),
                version("claims-1@11", 5),
                version("claims-0@9223372036854775807", 5),
                version("claims-0@1", 6),
                version("claims-0@1", (1L << 53) + 1),
                version("claims-0@0", Long.MAX_VALUE));
        List<String> sorted = new ArrayList<>(ascending);
        Collections.reverse(sorted);
        Collections.sort(sorted);
        assertEquals(ascending, sorted);
        assertTrue(ascending.stream().allMatch(text -> text.length() == StoredOutput.VERSION_LENGTH));
    }

    @Test
    void takesTheOriginAsKeyOfADeadLetterOnly() {
        assertEquals("k-1", key(message(OutputHeaders.SCORED, "claims-0@7", "5")));
        assertEquals("claims-0@7", key(message(OutputHeaders.REJECTED, "claims-0@7", "5")));
        Message withoutKey = message(OutputHeaders.SCORED, "claims-0@7", "5");
        assertEquals(
                "claims-0@7", key(new Message("scores", Optional.empty(), Optional.empty(), withoutKey.headers())));
    }

    private static String key(Message message) {
        return new String(StoredOutput.of(message).key(), StandardCharsets.UTF_8);
    }

    @Test
    void refusesAMessageThatIsNoOutput() {
        assertThrows(
                IllegalArgumentException.class,
                () -> StoredOutput.of(new Message("scores", Optional.empty(), Optional.empty(), List.of())));
        for (Message wrong : List.of(
                message(OutputHeaders.SCORED, "nowhere", "5"), message(OutputHeaders.SCORED, "claims-0@7", "soon"))) {
            assertThrows(IllegalArgumentException.class, () -> StoredOutput.of(wrong));
        }
    }

    @Test
    void showsNoKey() {
        assertFalse(StoredOutput.of(message(OutputHeaders.SCORED, "claims-0@7", "5"))
                .toString()
                .contains("k-1"));
    }
}
