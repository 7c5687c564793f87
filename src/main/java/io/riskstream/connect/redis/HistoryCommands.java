package io.riskstream.connect.redis;

import io.riskstream.stage.HistoryReply;
import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryTrim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
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
    /** The commands of all requests with one key, but for their {@code HSET}. */
    private static final class Read {
        private final byte[] key;
        private final boolean asking;
        private final long keepSeconds;
        private Response<Long> expire;
        private Response<List<byte[]>> entries;
        private Optional<HistoryReply> reply = Optional.empty();

        private Read(HistoryRequest request, boolean asking) {
            this.key = bytes(request.key());
            this.asking = asking;
            this.keepSeconds = Math.max(1, request.keep().toSeconds());
        }

        private HistoryReply reply() {
            expire.get();
            HistoryReply shared = reply.orElseGet(() -> new HistoryReply(entries.get()));
            reply = Optional.of(shared);
            return shared;
        }
    }

    /** The replies to the commands of one request. */
    static final class Appended {
        private final Response<Long> write;
        private final Read read;

        private Appended(Response<Long> write, Read read) {
            this.write = write;
            this.read = read;
        }

        /**
         * Returns the reply, which all requests with the same key share.
         *
         * @throws redis.clients.jedis.exceptions.JedisDataException if the server refused one of the commands
         */
        HistoryReply reply() {
            write.get();
            return read.reply();
        }
    }

    private final Pipeline pipeline;
    private final Map<String, Read> reads = new LinkedHashMap<>();

    HistoryCommands(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Writes the entries of a request. Its reply is available after {@link #read} and the round trip. */
    Appended append(HistoryRequest request, boolean asking) {
        Read read = reads.computeIfAbsent(request.key(), key -> new Read(request, asking));
        ask(asking);
        CommandArguments write = new CommandArguments(Command.HSET).key(read.key);
        request.additions().forEach(addition -> write.add(addition.id()).add(addition.entry()));
        return new Appended(pipeline.executeCommand(new CommandObject<>(write, BuilderFactory.LONG)), read);
    }

    /** Reads the histories to which entries have been written. */
    void read() {
        for (Read read : reads.values()) {
            ask(read.asking);
            read.expire = pipeline.expire(read.key, read.keepSeconds);
            ask(read.asking);
            read.entries = pipeline.hvals(read.key);
        }
    }

    /** Returns the size of all replies that were read. */
    long replyBytes() {
        long bytes = 0;
        for (Read read : reads.values()) {
            if (read.reply.isPresent()) {
                for (byte[] entry : read.reply.get().entries()) {
                    bytes += entry.length;
                }
            }
        }
        return bytes;
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
