package io.riskstream.connect.redis;

import io.riskstream.stage.HistoryReply;
import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryTrim;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StoreRequest;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * The requests that one server answers together: writes their commands as pipelines and completes each request once. Only the thread of its
 * {@link RedisFetcher} uses it.
 */
final class FetchBatch {
    /** A reply to read after the round trip. */
    private interface Reply {
        void read();
    }

    private static final String WRONG_TYPE = "its type in Redis is not the one of the request";

    private final Redis redis;
    private final HostAndPort address;
    private final RedisMetrics metrics;
    private final RedisFetcher.RedirectionHandler redirections;
    private final StageContext context;
    /** An element is null once its request is complete. */
    private final List<StoreRequest> requests = new ArrayList<>();

    private final WrongTypeCheck wrongTypes;
    private final RoundTripLimit limit = new RoundTripLimit();
    private long replyBytes;

    FetchBatch(
            Redis redis,
            HostAndPort address,
            RedisMetrics metrics,
            RedisFetcher.RedirectionHandler redirections,
            StageContext context) {
        this.redis = redis;
        this.address = address;
        this.metrics = metrics;
        this.redirections = redirections;
        this.context = context;
        this.wrongTypes = new WrongTypeCheck(context.ticker());
    }

    void add(List<? extends StoreRequest> added) {
        requests.addAll(added);
    }

    int size() {
        return requests.size();
    }

    void clear() {
        requests.clear();
    }

    /** Returns how many requests the next round trip may contain. */
    int limit() {
        return limit.keys();
    }

    /** Requests one record at a time from now on, until it is known that more of them fit into the memory. */
    void memoryExhausted() {
        limit.exhausted();
    }

    /** Fails the requests that are not complete and removes all. */
    void failIncomplete(UnavailableException reason) {
        for (int i = 0; i < requests.size(); i++) {
            if (requests.get(i) != null) {
                complete(i, request -> request.failed(reason.getMessage()));
            }
        }
        requests.clear();
    }

    /**
     * Fetches and completes the requests of a range that are not complete. All entries of histories are written before the first history is read.
     *
     * @param token the token for the records, taken before any command is sent: a later change either ends it or sends an invalidation
     */
    void fetch(Jedis jedis, int from, int to, ValidityToken token) {
        long start = context.ticker().getAsLong();
        Pipeline pipeline = jedis.pipelined();
        List<Reply> replies = new ArrayList<>();
        List<Integer> strings = new ArrayList<>(to - from);
        List<Integer> emptyHashes = new ArrayList<>(0);
        HistoryCommands histories = new HistoryCommands(pipeline);
        int requested = 0;
        replyBytes = 0;
        for (int i = from; i < to; i++) {
            StoreRequest sent = requests.get(i);
            if (sent == null) {
                continue;
            }
            requested++;
            if (original(sent) instanceof HistoryRequest append) {
                replies.add(appendToHistory(i, append, histories));
                continue;
            }
            if (original(sent) instanceof HistoryTrim trim) {
                replies.add(trimHistory(i, trim, histories));
                continue;
            }
            RecordRequest request = record(i);
            askIfNeeded(sent, pipeline);
            if (!request.members().isEmpty()) {
                replies.add(getHash(i, pipeline, token, emptyHashes));
            } else if (redis.isCluster()) {
                replies.add(getString(i, pipeline, token)); // the keys of one MGET must be in the same slot
            } else {
                strings.add(i);
            }
        }
        List<Integer> refused = new ArrayList<>(0);
        List<Integer> checked = new ArrayList<>(0);
        if (!strings.isEmpty()) {
            replies.add(getStrings(strings, pipeline, token, refused, checked));
        }
        histories.read();
        pipeline.sync();
        metrics.recordRoundTrip(requested, context.ticker().getAsLong() - start);
        replies.forEach(Reply::read);
        if (!refused.isEmpty() || !emptyHashes.isEmpty() || !checked.isEmpty()) {
            List<Reply> single = new ArrayList<>();
            checked.forEach(i -> single.add(checkType(i, pipeline, token)));
            refused.forEach(i -> single.add(getString(i, pipeline, token)));
            emptyHashes.forEach(i -> single.add(countMembers(i, pipeline, token)));
            pipeline.sync();
            single.forEach(Reply::read);
        }
        limit.completed(requested, replyBytes + histories.replyBytes());
    }

    private static void askIfNeeded(StoreRequest request, Pipeline pipeline) {
        if (needsAsking(request)) {
            pipeline.sendCommand(new CommandArguments(Command.ASKING));
        }
    }

    private static boolean needsAsking(StoreRequest request) {
        return request instanceof RedisCluster.RedirectedRequest redirected && redirected.needsAsking();
    }

    private static StoreRequest original(StoreRequest request) {
        return request instanceof RedisCluster.RedirectedRequest redirected ? redirected.request() : request;
    }

    private RecordRequest record(int index) {
        return record(requests.get(index));
    }

    private static RecordRequest record(StoreRequest request) {
        return (RecordRequest) original(request);
    }

    private Reply appendToHistory(int index, HistoryRequest append, HistoryCommands histories) {
        HistoryCommands.Appended appended = histories.append(append, needsAsking(requests.get(index)));
        return () -> {
            HistoryReply reply;
            try {
                reply = appended.reply();
            } catch (JedisDataException e) {
                completeRefused(index, e);
                return;
            }
            complete(index, request -> append.found(reply));
        };
    }

    private Reply trimHistory(int index, HistoryTrim trim, HistoryCommands histories) {
        List<Response<Long>> responses = histories.trim(trim, needsAsking(requests.get(index)));
        return () -> {
            try {
                responses.forEach(Response::get);
            } catch (JedisDataException e) {
                completeRefused(index, e);
                return;
            }
            complete(index, request -> {});
        };
    }

    /**
     * Gets many strings with one MGET. If the server refuses it, perhaps because of one key, the indexes are added to {@code refused}. Missing records whose
     * keys are to be checked are added to {@code checked}.
     */
    private Reply getStrings(
            List<Integer> indexes,
            Pipeline pipeline,
            ValidityToken token,
            List<Integer> refused,
            List<Integer> checked) {
        byte[][] keys = indexes.stream().map(i -> key(requests.get(i))).toArray(byte[][]::new);
        Response<List<byte[]>> response = pipeline.mget(keys);
        return () -> {
            List<byte[]> values;
            try {
                values = response.get();
            } catch (JedisDataException e) {
                throwIfServerFailed(e);
                refused.addAll(indexes);
                return;
            }
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) == null && wrongTypes.isDue()) {
                    checked.add(indexes.get(i));
                } else {
                    completeString(indexes.get(i), values.get(i), token);
                }
            }
        };
    }

    /** Completes the request of a string for which MGET answered nil: the key has no value, or one of another type. */
    private Reply checkType(int index, Pipeline pipeline, ValidityToken token) {
        Response<String> response = pipeline.type(key(requests.get(index)));
        return () -> {
            String type;
            try {
                type = response.get();
            } catch (JedisDataException e) {
                throwIfServerFailed(e);
                wrongTypes.notPermitted();
                type = "none";
            }
            // a string was written after the MGET, and ends the token
            if (type.equals("none") || type.equals("string")) {
                complete(index, request -> record(request).missing(token));
            } else {
                wrongTypes.found();
                complete(index, request -> request.unreadable(WRONG_TYPE));
            }
        };
    }

    private Reply getString(int index, Pipeline pipeline, ValidityToken token) {
        Response<byte[]> response = pipeline.get(key(requests.get(index)));
        return () -> {
            byte[] value;
            try {
                value = response.get();
            } catch (JedisDataException e) {
                completeRefused(index, e);
                return;
            }
            completeString(index, value, token);
        };
    }

    private void completeString(int index, byte[] value, ValidityToken token) {
        if (value == null) {
            complete(index, request -> record(request).missing(token));
        } else {
            replyBytes += value.length;
            complete(index, request -> record(request).found(value, token));
        }
    }

    /** Gets the members of a hash. If it has none of them, the index is added to {@code empty}: the key may have no hash, or a hash of other members. */
    private Reply getHash(int index, Pipeline pipeline, ValidityToken token, List<Integer> empty) {
        RecordRequest hash = record(index);
        byte[][] members = hash.members().stream()
                .map(member -> member.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        Response<List<byte[]>> response = pipeline.hmget(key(hash), members);
        return () -> {
            List<Optional<byte[]>> values;
            try {
                values = response.get().stream().map(Optional::ofNullable).toList();
            } catch (JedisDataException e) {
                completeRefused(index, e);
                return;
            }
            if (values.stream().allMatch(Optional::isEmpty)) {
                empty.add(index);
            } else {
                values.forEach(
                        value -> replyBytes += value.map(bytes -> bytes.length).orElse(0));
                complete(index, request -> record(request).found(values, token));
            }
        };
    }

    /** Completes the request of a hash without any requested member. */
    private Reply countMembers(int index, Pipeline pipeline, ValidityToken token) {
        askIfNeeded(requests.get(index), pipeline);
        Response<Long> response = pipeline.hlen(key(requests.get(index)));
        return () -> {
            long members;
            try {
                members = response.get();
            } catch (JedisDataException e) {
                throwIfServerFailed(e);
                members = 0; // the user may not have the right to HLEN; the hash may have moved or been replaced
                // meanwhile
            }
            if (members == 0) {
                complete(index, request -> record(request).missing(token));
            } else {
                complete(index, request -> request.unreadable("the hash has none of the declared members"));
            }
        };
    }

    /** Completes a request. A later failure of the batch does not complete it again. */
    private void complete(int index, Consumer<StoreRequest> completion) {
        StoreRequest request = requests.set(index, null);
        try {
            completion.accept(request);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // a bug in the requesting code must not fail the other requests
            context.report(
                    redis.name() + ".internal",
                    "a bug in the code of a request: " + e.getClass().getSimpleName());
        }
    }

    private static byte[] key(StoreRequest request) {
        return request.key().getBytes(StandardCharsets.UTF_8);
    }

    private void completeRefused(int index, JedisDataException e) {
        if (e instanceof JedisRedirectionException redirection) {
            complete(index, request -> redirections.redirected(request, redirection));
            return;
        }
        throwIfServerFailed(e);
        if (Redis.code(e).equals("WRONGTYPE")) {
            complete(index, request -> request.unreadable(WRONG_TYPE));
        } else {
            complete(
                    index,
                    request -> request.failed(redis.unavailable(address, e).getMessage()));
        }
    }

    /** Returns if an error reply concerns one command or key. Throws it if it concerns the server and therefore all requests. */
    private static void throwIfServerFailed(JedisDataException e) {
        switch (Redis.code(e)) {
            case "NOPERM", "WRONGTYPE", "ERR", "CROSSSLOT", "MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN" -> {}
            // the server is full, cannot save or has too few replicas: it refuses to write, but it can be read
            case "OOM", "MISCONF", "NOREPLICAS" -> {}
            default -> throw e;
        }
    }
}
