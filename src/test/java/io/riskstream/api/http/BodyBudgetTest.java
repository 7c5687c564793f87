package io.riskstream.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.RawConnection.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final String POST = "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
    private static final int LENGTH = 40_000;
    /** Two bodies and half of another. */
    private static final int TOTAL = 100_000;

    @Test
    void aShareIsGivenBackOnceAndTakesNothingAfterwards() {
        BodyBudget budget = new BodyBudget(10);
        BodyBudget.Share first = budget.share();
        BodyBudget.Share second = budget.share();
        assertTrue(first.take(4));
        assertTrue(first.take(4));
        assertFalse(second.take(3));
        assertTrue(second.take(2));
        first.end();
        first.end();
        assertEquals(2, budget.used());
        assertFalse(first.take(1), "its request has ended");
        assertTrue(second.take(8));
    }

    @Test
    void aBodyBeyondTheTotalIsAnsweredWith503AndOthersGoOn() throws Exception {
        String body = "x".repeat(LENGTH);
        try (TestServer test = new TestServer(ServerSettings.of("127.0.0.1", 0).withMaxBodiesBytes(TOTAL));
                RawConnection first = new RawConnection(test.port());
                RawConnection second = new RawConnection(test.port())) {
            for (RawConnection each : new RawConnection[] {first, second}) {
                each.send(POST + LENGTH + "\r\n\r\n" + body.substring(1));
            }
            Awaitility.await().until(() -> test.server.bodyBytes() == 2 * LENGTH);
            try (RawConnection third = new RawConnection(test.port())) {
                third.send(POST + LENGTH + "\r\n\r\n" + body);
                Reply reply = third.reply();
                assertEquals(503, reply.status());
                assertTrue(reply.has("Retry-After: 2"), reply.head());
                assertTrue(reply.has("Connection: close"), reply.head());
                assertTrue(reply.body().contains("urn:riskstream:problem:bodies-exhausted"), reply.body());
                assertTrue(third.isClosedByServer());
            }
            try (RawConnection small = new RawConnection(test.port())) {
                small.send(POST + "5\r\n\r\nhello");
                assertEquals("5 bytes", small.reply().body());
            }
            for (RawConnection each : new RawConnection[] {first, second}) {
                each.send("x");
                assertEquals(LENGTH + " bytes", each.reply().body());
            }
            Awaitility.await().until(() -> test.server.bodyBytes() == 0);
        }
    }
}
