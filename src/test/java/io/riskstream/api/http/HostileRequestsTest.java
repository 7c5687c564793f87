package io.riskstream.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.RawConnection.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client may send to exhaust the server, or to make it and a proxy before it understand a request differently. */
class HostileRequestsTest {
    private static final String HOST = "Host: localhost\r\n";
    private static TestServer test;

    @BeforeAll
    static void start() throws IOException {
        test = TestServer.withTimeouts(Duration.ofMillis(500), Duration.ofMillis(500));
    }

    @AfterAll
    static void stop() {
        test.close();
    }

    private static RawConnection connect() throws IOException {
        return new RawConnection(test.port());
    }

    private static void assertServes() throws IOException {
        try (RawConnection other = connect()) {
            other.send("GET /things/a HTTP/1.1\r\n" + HOST + "\r\n");
            assertEquals(200, other.reply().status());
        }
    }

    @Test
    void headersThatArriveByteByByteEndTheConnection() throws Exception {
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawConnection connection = connect();
            connection.send("GET /things/a HTTP/1.1\r\n" + HOST);
            slow.add(connection);
        }
        assertServes();
        boolean anyOpen = true;
        for (int i = 0; anyOpen && i < 600; i++) {
            anyOpen = false;
            for (RawConnection connection : slow) {
                // each byte is within the idle time-out
                anyOpen |= connection.sendIfOpen("X");
            }
            Thread.sleep(20);
        }
        assertFalse(anyOpen, "a connection is open, though its headers take longer than the time-out");
        for (RawConnection connection : slow) {
            assertTrue(connection.isClosedByServer());
            connection.close();
        }
        assertServes();
    }

    @Test
    void headersOfASecondRequestThatArriveSlowlyEndTheConnection() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /things/a HTTP/1.1\r\n" + HOST + "\r\n");
            assertEquals(200, connection.reply().status());
            connection.send("GET /things/b HTTP/1.1\r\n" + HOST);
            assertTrue(connection.isClosedByServer());
        }
    }

    @Test
    void aConnectionWithoutAByteIsClosed() throws Exception {
        try (RawConnection connection = connect()) {
            assertTrue(connection.isClosedByServer());
        }
    }

    @Test
    void aRequestInProgressIsNotTakenForSlowHeaders() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /held HTTP/1.1\r\n" + HOST + "\r\n");
            Thread.sleep(1_500); // three times the time-out of the headers
            test.held.complete(ApiResponse.empty(204));
            assertEquals(204, connection.reply().status());
        }
    }

    @Test
    void aBodyThatArrivesSlowlyIsAnsweredWith408() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\n");
            for (int i = 0; i < 50 && connection.sendIfOpen("x"); i++) {
                Thread.sleep(20);
            }
            Reply reply = connection.reply();
            assertEquals(408, reply.status());
            assertTrue(reply.has("Connection: close"));
            assertTrue(connection.isClosedByServer());
        }
    }

    @Test
    void aBodyOf100MegabytesIsRejectedBeforeItIsReadIfItStatesItsSize() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 100000000\r\n\r\n");
            Reply reply = connection.reply();
            assertEquals(413, reply.status());
            assertTrue(reply.body().contains("1000000 bytes"));
            assertTrue(reply.has("Connection: close"));
        }
    }

    @Test
    void aBodyOf100MegabytesIsRejectedAtTheLimitIfItDoesNotStateItsSize() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "186a0\r\n" + "x".repeat(100_000) + "\r\n";
            int sent = 0;
            while (sent < 1_000 && connection.sendIfOpen(chunk)) {
                sent++;
            }
            assertTrue(sent < 1_000, "the server has read 100 MB");
        }
        try (RawConnection connection = connect()) {
            connection.send("POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
            connection.send("f4241\r\n" + "x".repeat(1_000_001) + "\r\n0\r\n\r\n");
            assertEquals(413, connection.reply().status());
        }
        assertServes();
    }

    @Test
    void aClientThatSendsAllOfABodyThatIsTooLargeCanReadTheAnswer() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 10000000\r\n\r\n");
            connection.send("x".repeat(10_000_000));
            assertEquals(413, connection.reply().status());
            assertTrue(connection.isClosedByServer());
        }
    }

    @Test
    void aBodyOfTheLargestSizeIsTaken() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send(
                    "POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000));
            assertEquals("1000000 bytes", connection.reply().body());
        }
    }

    @Test
    void aBodyOnARouteWithoutOneIsRejected() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /things/a HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello");
            assertEquals(413, connection.reply().status());
        }
    }

    @Test
    void headersAndRequestLinesThatAreTooLargeAreRejected() throws Exception {
        try (RawConnection connection = connect()) {
            connection.sendIfOpen("GET /things/a HTTP/1.1\r\n" + HOST + "X-Long: " + "a".repeat(20_000) + "\r\n\r\n");
            assertEquals(431, connection.reply().status());
        }
        try (RawConnection connection = connect()) {
            connection.sendIfOpen("GET /things/" + "a".repeat(20_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
            assertEquals(414, connection.reply().status());
        }
    }

    static List<String> ambiguousRequests() {
        return List.of(
                // two lengths
                "POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 5, 6\r\n\r\nhello!",
                // a length and chunks
                "POST /things HTTP/1.1\r\n" + HOST
                        + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST
                        + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                // transfer encodings that some servers take for chunked, and others do not
                "POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST
                        + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                // invalid chunks
                "POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n5g\r\nhello\r\n0\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST
                        + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff5\r\nhello\r\n0\r\n\r\n",
                // invalid lengths
                "POST /things HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n",
                "POST /things HTTP/1.1\r\n" + HOST + "Content-Length: +5\r\n\r\nhello",
                "POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 5x\r\n\r\nhello",
                "POST /things HTTP/1.1\r\n" + HOST + "Content-Length: 99999999999999999999\r\n\r\n",
                // a folded header
                "POST /things HTTP/1.1\r\n" + HOST + "X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n",
                // hosts
                "GET /things/a HTTP/1.1\r\n\r\n",
                "GET /things/a HTTP/1.1\r\n" + HOST + "Host: other\r\n\r\n",
                "GET /things/a HTTP/1.1\r\nHost: a b\r\n\r\n",
                // request lines
                "GET /things/a\r\n\r\n",
                "GET /things/\u0000 HTTP/1.1\r\n" + HOST + "\r\n",
                "G\u0001T /things/a HTTP/1.1\r\n" + HOST + "\r\n",
                "GET /things/a HTTP/1.1\r\n" + HOST + "X-Null: a\u0000b\r\n\r\n",
                "GET /things/a HTTP/1.1\r\n" + HOST + "X Space: a\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("ambiguousRequests")
    void anAmbiguousRequestIsRejectedAndNothingBehindItIsRead(String request) throws Exception {
        try (RawConnection connection = connect()) {
            test.audit.clear();
            connection.send(request + "GET /things/smuggled HTTP/1.1\r\n" + HOST + "\r\n");
            Reply reply = connection.reply();
            assertTrue(reply.status() >= 400, () -> "answered with " + reply);
            assertFalse(reply.body().contains("smuggled"), reply.body());
            assertTrue(connection.isClosedByServer(), () -> "a second reply, or an open connection, after " + reply);
            assertEquals(
                    0, test.audit.stream().filter(line -> line.status() == 200).count());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../etc/passwd",
                "/things/../../etc/passwd",
                "/things/%2e%2e/%2e%2e/etc/passwd",
                "/things/..;/admin",
                "/things\\..\\..\\etc",
                "//etc/passwd",
                "/things/%00",
                "/things/%zz",
                "/things/%ff%fe",
                "/things/%c0%ae%c0%ae",
                "/things/..%00/",
            })
    void aPathThatLeavesItsPlaceFindsNothing(String path) throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n");
            int status = connection.reply().status();
            assertTrue(status == 400 || status == 404, () -> path + ": " + status);
        }
    }

    @Test
    void encodedDotsAndSlashesWithinAValueStayAValue() throws Exception {
        // /things/{id} is no path of a file: the value is passed on as it is
        try (RawConnection connection = connect()) {
            connection.send("GET /things/%2e%2e%2fetc%2fpasswd HTTP/1.1\r\n" + HOST + "\r\n");
            assertEquals("../etc/passwd", connection.reply().body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"q=%ff", "q=%zz", "q=%c0%af", "q=%"})
    void aQueryThatIsNotUtf8IsRejected(String query) throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /query?" + query + " HTTP/1.1\r\n" + HOST + "\r\n");
            assertEquals(400, connection.reply().status());
        }
    }

    @Test
    void whatJettyItselfRejectsIsAProblemWithoutTheRequestsText() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /things/a HTTP/1.1\r\n" + HOST + "X Space: <script>alert(1)</script>\r\n\r\n");
            Reply reply = connection.reply();
            assertEquals(400, reply.status());
            assertTrue(reply.has("Content-Type: application/problem+json"), reply.head());
            assertFalse(reply.body().contains("script"), reply.body());
        }
    }
}
