package io.riskstream.api.read;

import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.http.StreamOutput;
import io.riskstream.api.output.OutputListener;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.text.Nearest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The live stream: server-sent events with scores and rejections as they are published, and once a second the counters. Only outputs that are published after the
 * request are sent. A stream ends when the key of its caller is revoked, or the token expires. The number of clients is bounded, and so is the memory of each, see {@link StreamClient}.
 */
final class LiveStream implements OutputListener, AutoCloseable {
    static final int MAX_CLIENTS = 100;

    private static final Set<String> NAMES = Set.of("pipeline", "decision", "events");
    private static final byte[] COMMENT = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final OutputDirectory pipelines;
    private final OutputCounters counters;
    /** The clients, each with the check of whether its caller is still admitted. */
    private final ConcurrentMap<StreamClient, BooleanSupplier> clients = new ConcurrentHashMap<>();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "api-stream");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean closed;

    LiveStream(OutputDirectory pipelines, OutputCounters counters) {
        this.pipelines = pipelines;
        this.counters = counters;
    }

    /** Starts to send counters. */
    void start() {
        Future<?> unused = timer.scheduleAtFixedRate(this::everySecond, 1, 1, TimeUnit.SECONDS);
    }

    /** Opens a stream. */
    ApiResponse open(ApiRequest request) {
        ReadQuery query = ReadQuery.of(request, NAMES);
        StreamFilter filter = new StreamFilter(
                pipelines.selected(query.text("pipeline")).stream()
                        .map(outputs -> outputs.pipeline().name())
                        .toList(),
                query.text("decision"),
                query.text("events").map(LiveStream::events).orElse(StreamFilter.ALL));
        BooleanSupplier admitted = request.stillAdmitted();
        if (closed) {
            throw new ProblemException(Problem.of(503, "the API stops").retryAfter(RETRY_AFTER));
        }
        if (clients.size() >= MAX_CLIENTS) {
            throw new ProblemException(Problem.of(
                            503, "the API already serves " + MAX_CLIENTS + " streams; close one, or read /v1/counters")
                    .retryAfter(RETRY_AFTER));
        }
        return ApiResponse.streaming("text/event-stream", output -> add(filter, output, admitted));
    }

    private static Set<String> events(String text) {
        Set<String> events = new TreeSet<>();
        for (String name : Arrays.asList(text.split(",", -1))) {
            if (!StreamFilter.ALL.contains(name)) {
                throw new ProblemException(Problem.of(
                        400,
                        "the parameter 'events' has names of events, separated by commas; "
                                + Nearest.hint(name, StreamFilter.ALL)));
            }
            events.add(name);
        }
        return events;
    }

    private void add(StreamFilter filter, StreamOutput output, BooleanSupplier admitted) {
        StreamClient client = new StreamClient(filter, output, System::nanoTime);
        clients.put(client, admitted);
        output.onEnd(() -> clients.remove(client));
        if (closed) {
            client.close();
        }
        client.send(COMMENT); // the client knows at once that the stream is open
    }

    int clients() {
        return clients.size();
    }

    @Override
    public void scored(PublishedScore score, long latencyMillis) {
        send(
                filter -> filter.selectsScore(score.pipeline(), score.decision()),
                () -> StreamClient.event(StreamFilter.SCORE, score.json()));
    }

    @Override
    public void rejected(RejectedEvent event) {
        send(
                filter -> filter.selectsRejection(event.pipeline()),
                () -> StreamClient.event(StreamFilter.REJECTION, event.summary()));
    }

    /** An event that is encoded only if a client receives it, and once for all of them. */
    private interface Encoded {
        byte[] get();
    }

    private interface Selection {
        boolean selects(StreamFilter filter);
    }

    private void send(Selection selection, Encoded event) {
        Optional<byte[]> encoded = Optional.empty();
        for (StreamClient client : clients.keySet()) {
            if (selection.selects(client.filter())) {
                encoded = encoded.isPresent() ? encoded : Optional.of(event.get());
                client.send(encoded.get());
            }
        }
    }

    void everySecond() {
        clients.forEach((client, admitted) -> {
            if (client.isStuck()) {
                client.disconnect();
            } else if (!admitted.getAsBoolean()) {
                client.close();
            } else if (client.filter().events().contains(StreamFilter.COUNTERS)) {
                client.send(StreamClient.event(
                        StreamFilter.COUNTERS,
                        counters.lastSecond(client.filter().pipelines())));
            } else {
                client.send(COMMENT); // finds out whether the client is gone
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        List.copyOf(clients.keySet()).forEach(StreamClient::close);
    }
}
