package io.riskstream.connect.redis;

import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryTrim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;

/**
 * The commands for histories in one pipeline. A history is a hash: a field is the id of an entry, its value the entry. Each request takes {@code HSET}, {@code
 * EXPIRE} and {@code HVALS}, and requests with the same key share the last two. No command depends on the reply of another, so all requests take one round trip, and
 * to send them again changes nothing. Each command has one key, so a history needs no hash tag on a cluster.
 *
 * <p>The server's time for {@code HVALS} is linear in the number of entries.
 */
final class HistoryCommands {
    /** The replies to the commands of one request. */
    static final class Appended {
        private final Response<Long> write;
        private Response<Long> expire;
        private Response<List<byte[]>> read;

        private Appended(Response<Long> write) {
            this.write = write;
        }

        /**
         * Returns the entries of the history.
         *
         * @throws redis.clients.jedis.exceptions.JedisDataException if the server refused one of the commands
         */
        List<byte[]> entries() {
            write.get();
            expire.get();
            return read.get();
        }
    }

    private record Read(byte[] key, boolean asking, long keepSeconds, List<Appended> waiting) {}

    private final Pipeline pipeline;
    private final Map<String, Read> reads = new LinkedHashMap<>();

    HistoryCommands(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Writes the entries of a request. Its reply is available after {@link #read} and the round trip. */
    Appended append(HistoryRequest request, boolean asking) {
        Read read = reads.computeIfAbsent(
                request.key(),
                key -> new Read(bytes(key), asking, Math.max(1, request.keep().toSeconds()), new ArrayList<>(1)));
        ask(asking);
        Map<byte[], byte[]> entries = new LinkedHashMap<>();
        request.additions().forEach(addition -> entries.put(addition.id(), addition.entry()));
        Appended appended = new Appended(pipeline.hset(read.key(), entries));
        read.waiting().add(appended);
        return appended;
    }

    /** Reads the histories to which entries have been written. */
    void read() {
        for (Read read : reads.values()) {
            ask(read.asking());
            Response<Long> expire = pipeline.expire(read.key(), read.keepSeconds());
            ask(read.asking());
            Response<List<byte[]>> entries = pipeline.hvals(read.key());
            read.waiting().forEach(appended -> {
                appended.expire = expire;
                appended.read = entries;
            });
        }
    }

    /** Removes entries. Returns the replies. */
    List<Response<Long>> trim(HistoryTrim trim, boolean asking) {
        byte[] key = bytes(trim.key());
        List<Response<Long>> replies = new ArrayList<>(2);
        trim.added().forEach(addition -> {
            ask(asking);
            replies.add(pipeline.hset(key, addition.id(), addition.entry()));
        });
        ask(asking);
        replies.add(pipeline.hdel(key, trim.removed().toArray(byte[][]::new)));
        return replies;
    }

    private void ask(boolean asking) {
        if (asking) {
            pipeline.sendCommand(new CommandArguments(Command.ASKING));
        }
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
