package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @Test
    void aPortIsReservedOnce() {
        int port = FreePort.find();
        assertFalse(FreePort.reserve(port));
    }

    @Test
    void aPortThatAServerHasBoundIsNotReserved() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertFalse(FreePort.reserve(port));
        }
        assertTrue(FreePort.reserve(port));
    }

    @Test
    void aPortOfAnotherProcessIsReservedUntilThatProcessEnds() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(out.readLine());
            assertFalse(FreePort.reserve(port));

            other.destroyForcibly();
            assertEquals(128 + 9, other.waitFor());
            assertTrue(FreePort.reserve(port));
        } finally {
            other.destroyForcibly();
        }
    }

    /** Reserves a port, prints it and waits until it is killed. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(FreePort.find());
            System.out.flush();
            while (System.in.read() >= 0) {
                // the input ends with the test
            }
        }
    }
}
