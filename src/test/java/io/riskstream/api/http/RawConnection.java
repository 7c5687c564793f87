package io.riskstream.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A TCP connection on which a test sends bytes that no HTTP client would send. */
public final class RawConnection implements AutoCloseable {
    /** A response as it arrived. */
    public record Reply(int status, String head, String body) {
        /** True if the head has a line, in any case. */
        public boolean has(String line) {
            return head.toLowerCase(Locale.ROOT).contains("\r\n" + line.toLowerCase(Locale.ROOT));
        }
    }

    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    public RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Sends a text, one byte for each character. */
    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a text and tolerates that the server has closed the connection. Returns false if it has. */
    public boolean sendIfOpen(String text) throws IOException {
        try {
            send(text);
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Reads a response with a stated length, or to the end of the connection. */
    public Reply reply() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(text.split(" ", 3)[1]);
        int length = status == 204 || status == 304 ? 0 : -1;
        for (String line : text.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        byte[] body = length < 0 ? in.readAllBytes() : in.readNBytes(length);
        return new Reply(status, text, new String(body, StandardCharsets.UTF_8));
    }

    /** True if the server closes the connection, or has, without sending anything more. */
    public boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true; // closed while bytes of this side were unread
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
