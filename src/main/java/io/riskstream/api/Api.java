package io.riskstream.api;

import io.riskstream.api.access.AccessControl;
import io.riskstream.api.access.ApiKeys;
import io.riskstream.api.access.LoggedAudit;
import io.riskstream.api.access.Tokens;
import io.riskstream.api.http.ApiServer;
import io.riskstream.api.http.Route;
import io.riskstream.api.openapi.OpenApiRoute;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.page.PageRoutes;
import io.riskstream.api.pipeline.ServedPipelines;
import io.riskstream.api.read.ReadApi;
import io.riskstream.api.read.StageTimes;
import io.riskstream.api.read.WorkerStageTimes;
import io.riskstream.api.submit.PublishedVerdicts;
import io.riskstream.api.submit.SubmitEndpoint;
import io.riskstream.connect.redis.RedisValues;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running API: the server and the parts that answer its requests. */
final class Api implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Deque<AutoCloseable> parts;
    private final ApiServer server;

    private Api(Deque<AutoCloseable> parts, ApiServer server) {
        this.parts = parts;
        this.server = server;
    }

    /**
     * Starts the API. It answers when this method returns; brokers and stores may be away.
     *
     * @throws IllegalArgumentException if a Flux file, a key or a certificate is not valid
     * @throws IOException if the server cannot listen
     */
    static Api start(ApiSettings settings) throws IOException {
        return start(settings, settings.keys().map(ApiKeys::read), Optional.empty());
    }

    /** Starts the API with other keys than those of a file, and with the time of each stage where this process knows it. */
    static Api start(ApiSettings settings, Optional<ApiKeys> apiKeys, Optional<StageTimes> known) throws IOException {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        boolean started = false;
        try {
            AccessControl access = new AccessControl(apiKeys, settings.tokens().map(Tokens::new), settings.access());
            ServedPipelines pipelines = ServedPipelines.read(settings.pipelines(), settings.filter());
            StageTimes stageTimes = known.orElseGet(() -> {
                WorkerStageTimes times = stageTimes(pipelines, settings);
                parts.push(times);
                return times;
            });
            ReadApi read = read(pipelines, settings, stageTimes);
            parts.push(read);
            Optional<RedisValues> keys = settings.idempotency().map(RedisValues::new);
            keys.ifPresent(parts::push);
            PublishedVerdicts verdicts = new PublishedVerdicts();
            read.feed().add(new VerdictListener(verdicts));
            SubmitEndpoint submit = SubmitEndpoint.open(pipelines, settings.submit(), keys, Optional.of(verdicts));
            parts.push(submit);
            HealthEndpoints health = new HealthEndpoints(submit::unready);
            parts.push(health);
            List<Route> routes = new ArrayList<>();
            routes.add(submit.route());
            routes.addAll(read.routes());
            routes.add(OpenApiRoute.of(pipelines.all(), settings.openApiOpen()));
            routes.addAll(health.routes());
            routes.addAll(PageRoutes.routes());
            ApiServer server = ApiServer.start(settings.server(), routes, access, new LoggedAudit());
            parts.push(server);
            parts.push(read::endStreams); // a stream is a request that never ends by itself, and the server waits for
            // requests
            read.start();
            started = true;
            return new Api(parts, server);
        } finally {
            if (!started) {
                closeAll(parts);
            }
        }
    }

    private static WorkerStageTimes stageTimes(ServedPipelines pipelines, ApiSettings settings) {
        Map<String, List<String>> stages = new HashMap<>();
        pipelines
                .all()
                .forEach(pipeline -> stages.put(pipeline.name(), pipeline.flux().stageNames()));
        return new WorkerStageTimes(stages, settings.read().workerMetrics());
    }

    private static ReadApi read(ServedPipelines pipelines, ApiSettings settings, StageTimes stageTimes) {
        List<Pipeline> stores = settings.read().stores().stream()
                .map(file -> Pipeline.read(file, settings.filter()))
                .toList();
        return new ReadApi(
                pipelines.all().stream()
                        .map(pipeline -> PipelineOutputs.of(pipeline, stores))
                        .toList(),
                settings.read().maxRecords(),
                settings.server().limits().threads() / 2,
                stageTimes,
                InstantSource.system());
    }

    /** Returns the server. */
    ApiServer server() {
        return server;
    }

    /** Stops the server, after the requests in progress, and then closes what they used. */
    @Override
    public void close() {
        closeAll(parts);
    }

    /** A part that does not close must not keep the others open, nor hide why the API did not start. */
    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} does not close: {}", part.getClass().getSimpleName(), e.toString());
            }
        }
    }
}
