package io.riskstream.connect.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.Jedis;

/** The script that keeps the latest output of a key. Servers run it by its digest, and forget it when they restart. */
final class LatestScript {
    /** The reply if the hash was written. */
    static final long WRITTEN = 1;
    /** The reply if the hash has a later version. */
    static final long OLDER = 0;

    private static final byte[] TEXT = read();

    private LatestScript() {}

    private static byte[] read() {
        try (InputStream in = LatestScript.class.getResourceAsStream("latest.lua")) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks latest.lua");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the script into a server and returns its digest. Needs the right to {@code script|load}. */
    static byte[] load(Jedis connection) {
        return connection.scriptLoad(new String(TEXT, StandardCharsets.UTF_8)).getBytes(StandardCharsets.US_ASCII);
    }
}
