package io.riskstream.api.read;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.tools.replay.Replay;
import io.riskstream.tools.replay.ReplayException;
import io.riskstream.tools.replay.ReplayFilter;
import io.riskstream.tools.replay.ReplayReport;
import io.riskstream.tools.replay.ReplayReport.Result;
import io.riskstream.tools.replay.ReplaySettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the original of one dead letter to its source topic again, as the command {@code replay} does: once, however often it is asked. If the position of the dead
 * letter in its topic is not known, all dead letters of the topic are read.
 */
final class DeadLetterReplays {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterReplays.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final long WAIT_SECONDS = 10;
    private static final int ATTEMPTS = 3;
    /** What a replay may have done with the dead letter; several if the topic contains it several times, and then the first one counts. */
    private static final List<Result> RESULTS = List.of(
            Result.SENT,
            Result.SENT_BEFORE,
            Result.ATTEMPTS_USED,
            Result.DROPPED,
            Result.OTHER_SOURCE,
            Result.ORIGINAL_GONE);

    private final OutputDirectory pipelines;
    private final DeadLetterReads letters;
    /** A replay ends another one of the same topic. */
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    DeadLetterReplays(OutputDirectory pipelines, DeadLetterReads letters) {
        this.pipelines = pipelines;
        this.letters = letters;
    }

    /** Replays the dead letter of a request. */
    ApiResponse replay(ApiRequest request) {
        return ReadEndpoint.available(() -> {
            RejectedEvent letter = letters.find(request);
            PipelineOutputs outputs = pipelines.named(letter.pipeline());
            return response(letter, result(letter, outputs));
        });
    }

    private Result result(RejectedEvent letter, PipelineOutputs outputs) {
        String topic = letter.position()
                .map(position -> position.topic())
                .or(() -> outputs.deadLetterTopics().stream().findFirst())
                .orElseThrow(() -> new ProblemException(Problem.of(
                        409, "the pipeline publishes its dead letters to no Kafka topic, so none can be replayed")));
        ReentrantLock lock = locks.computeIfAbsent(topic, each -> new ReentrantLock());
        try {
            if (!lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw unavailable("another replay of the topic takes long; try again", null);
            }
            try {
                return result(run(letter, outputs, topic));
            } finally {
                lock.unlock();
            }
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(404, "the dead-letter topic does not exist, so the dead letter cannot be replayed"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the API stops", e);
        } catch (ReplayException e) {
            LOG.warn("a replay of {} failed: {}", topic, e.getMessage());
            throw unavailable("Kafka has not accepted the original, or another replay of the topic has started", e);
        }
    }

    private static ReplayReport run(RejectedEvent letter, PipelineOutputs outputs, String topic)
            throws InterruptedException {
        ReplaySettings settings = new ReplaySettings(
                topic,
                Set.copyOf(outputs.pipeline().topics()),
                Optional.empty(),
                new ReplayFilter(
                        List.of(), List.of(), List.of(letter.origin().toString()), Optional.empty(), Optional.empty()),
                1,
                1_000,
                ATTEMPTS,
                false);
        Replay replay = new Replay(
                settings,
                outputs.pipeline().kafka().consumerProperties(),
                outputs.pipeline().kafka().producerProperties());
        return letter.position().isPresent() ? replay.run(letter.position().get()) : replay.run();
    }

    private static Result result(ReplayReport report) {
        return RESULTS.stream()
                .filter(result -> report.count(result) > 0)
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.of(
                        404, "the dead-letter topic no longer contains this dead letter, so it cannot be replayed")));
    }

    private static ApiResponse response(RejectedEvent letter, Result result) {
        String name = result.name().toLowerCase(Locale.ROOT).replace('_', '-');
        if (result != Result.SENT) {
            throw new ProblemException(
                    Problem.ofKind("not-replayed", 409, "Not replayed", "the original was not sent: " + result.text())
                            .with("result", new JsonPrimitive(name)));
        }
        JsonObject json = new JsonObject();
        json.addProperty("ref", letter.origin().toString());
        json.addProperty("result", name);
        json.addProperty("topic", letter.origin().topic());
        return ApiResponse.json(200, json);
    }

    private static ProblemException unavailable(String detail, Exception cause) {
        return new ProblemException(Problem.of(503, detail).retryAfter(RETRY_AFTER), cause);
    }
}
