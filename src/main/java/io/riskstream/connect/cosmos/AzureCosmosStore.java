package io.riskstream.connect.cosmos;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.cosmos.CosmosAsyncClient;
import com.azure.cosmos.CosmosAsyncContainer;
import com.azure.cosmos.CosmosClientBuilder;
import com.azure.cosmos.CosmosException;
import com.azure.cosmos.GatewayConnectionConfig;
import com.azure.cosmos.ThrottlingRetryOptions;
import com.azure.cosmos.models.CosmosBulkExecutionOptions;
import com.azure.cosmos.models.CosmosBulkOperationResponse;
import com.azure.cosmos.models.CosmosBulkOperations;
import com.azure.cosmos.models.CosmosItemOperation;
import com.azure.cosmos.models.CosmosItemRequestOptions;
import com.azure.cosmos.models.CosmosPatchItemRequestOptions;
import com.azure.cosmos.models.CosmosPatchOperations;
import com.azure.cosmos.models.PartitionKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.stage.Secret;
import io.riskstream.stage.StageContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The client of Azure Cosmos DB. Upserts are sent in bulk, patches and creations as single requests, {@link #CONCURRENCY} at once. The client does not retry
 * throttled requests itself: its bulk executor would return to single documents, and would not report the throttling.
 *
 * <p>No message of an exception of the client is passed on or logged: it contains diagnostics with ids, which are keys of events. {@link ClientLog} silences the
 * client's own log for the same reason.
 */
final class AzureCosmosStore implements CosmosStore {
    private static final int CONCURRENCY = 32;
    private static final int UNAUTHORIZED = 401;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cosmos cosmos;
    private final StageContext context;

    @GuardedBy("this")
    private Optional<CosmosAsyncClient> client = Optional.empty();

    @GuardedBy("this")
    private boolean closed;

    AzureCosmosStore(Cosmos cosmos, StageContext context) {
        this.cosmos = cosmos;
        this.context = context;
    }

    @Override
    public List<CosmosResult> execute(List<CosmosOperation> operations) {
        CosmosAsyncClient connected = connected();
        AtomicReferenceArray<CosmosResult> results = new AtomicReferenceArray<>(operations.size());
        Map<String, List<CosmosItemOperation>> bulk = new LinkedHashMap<>();
        List<Mono<Void>> single = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            CosmosOperation operation = operations.get(i);
            ObjectNode body;
            try {
                body = document(operation.document());
            } catch (IOException e) {
                results.set(i, CosmosResult.of(400)); // the body is no JSON
                continue;
            }
            CosmosAsyncContainer container = container(connected, operation.container());
            PartitionKey key = new PartitionKey(operation.document().partitionKey());
            int index = i;
            switch (operation.kind()) {
                case UPSERT ->
                    bulk.computeIfAbsent(operation.container(), first -> new ArrayList<>())
                            .add(CosmosBulkOperations.getUpsertItemOperation(body, key, index));
                case PATCH ->
                    single.add(result(
                            container
                                    .patchItem(
                                            operation.document().id(),
                                            key,
                                            patch(body),
                                            new CosmosPatchItemRequestOptions()
                                                    .setFilterPredicate("FROM c WHERE c.version <= '"
                                                            + operation
                                                                    .document()
                                                                    .version() + "'"),
                                            JsonNode.class)
                                    .map(response -> CosmosResult.of(response.getStatusCode())),
                            results,
                            index));
                case CREATE ->
                    single.add(result(
                            container
                                    .createItem(body, key, new CosmosItemRequestOptions())
                                    .map(response -> CosmosResult.of(response.getStatusCode())),
                            results,
                            index));
            }
        }
        List<Flux<Void>> requests = new ArrayList<>();
        bulk.forEach((container, items) -> requests.add(upsert(container(connected, container), items, results)));
        requests.add(Flux.fromIterable(single).flatMap(request -> request, CONCURRENCY));
        await(Flux.merge(requests));
        List<CosmosResult> answers = new ArrayList<>(operations.size());
        boolean unauthorized = false;
        for (int i = 0; i < operations.size(); i++) {
            CosmosResult result = results.get(i);
            answers.add(result == null ? CosmosResult.of(CosmosResult.TIMEOUT) : result);
            unauthorized |= result != null && result.status() == UNAUTHORIZED;
        }
        if (unauthorized) {
            disconnect(); // reads the secret again
        }
        return answers;
    }

    private void await(Flux<Void> requests) {
        try {
            requests.then().block(Duration.ofMillis(cosmos.requestTimeoutMillis()));
        } catch (RuntimeException e) {
            // requests without a result count as timed out; the message could contain ids
            context.report(
                    cosmos.name(),
                    "requests to Cosmos DB were not completed: " + e.getClass().getSimpleName());
        }
    }

    private static Flux<Void> upsert(
            CosmosAsyncContainer container,
            List<CosmosItemOperation> items,
            AtomicReferenceArray<CosmosResult> results) {
        return container
                .<Integer>executeBulkOperations(Flux.fromIterable(items), new CosmosBulkExecutionOptions())
                .doOnNext(response -> results.set(response.getBatchContext(), result(response)))
                .<Void>thenMany(Flux.empty())
                .onErrorResume(failure -> {
                    // such as 404 for the container: it concerns all documents that have no answer yet
                    CosmosResult result = result(failure);
                    items.forEach(item -> results.compareAndSet(item.<Integer>getContext(), null, result));
                    return Flux.empty();
                });
    }

    private static CosmosResult result(CosmosBulkOperationResponse<Integer> response) {
        if (response.getResponse() != null) {
            return new CosmosResult(
                    response.getResponse().getStatusCode(),
                    response.getResponse().getSubStatusCode(),
                    orZero(response.getResponse().getRetryAfterDuration()));
        }
        return result(response.getException());
    }

    private static Duration orZero(Duration duration) {
        return duration == null ? Duration.ZERO : duration;
    }

    private static Mono<Void> result(
            Mono<CosmosResult> request, AtomicReferenceArray<CosmosResult> results, int index) {
        return request.onErrorResume(failure -> Mono.just(result(failure)))
                .doOnNext(result -> results.set(index, result))
                .then();
    }

    private static CosmosResult result(Throwable failure) {
        if (failure instanceof CosmosException answer) {
            // 0 if the request did not reach the server
            int status = answer.getStatusCode() <= 0 ? CosmosResult.TIMEOUT : answer.getStatusCode();
            return new CosmosResult(status, answer.getSubStatusCode(), orZero(answer.getRetryAfterDuration()));
        }
        return CosmosResult.of(CosmosResult.TIMEOUT);
    }

    private ObjectNode document(CosmosDocument document) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", document.id());
        node.put(cosmos.partitionKeyName(), document.partitionKey());
        document.properties().forEach((name, value) -> node.set(name, JSON.valueToTree(value)));
        if (document.body().isPresent()) {
            node.set("body", JSON.readTree(document.body().get()));
        }
        return node;
    }

    private CosmosPatchOperations patch(ObjectNode document) {
        CosmosPatchOperations patch = CosmosPatchOperations.create();
        document.properties().forEach(property -> {
            if (!property.getKey().equals("id")
                    && !property.getKey().equals("key")
                    && !property.getKey().equals(cosmos.partitionKeyName())) {
                patch.set("/" + property.getKey(), property.getValue());
            }
        });
        return patch;
    }

    private CosmosAsyncContainer container(CosmosAsyncClient connected, String container) {
        return connected.getDatabase(cosmos.database()).getContainer(container);
    }

    private synchronized CosmosAsyncClient connected() {
        if (closed) {
            throw new CosmosUnavailableException("the connection to Cosmos DB is closed");
        }
        if (client.isEmpty()) {
            client = Optional.of(connect());
        }
        return client.get();
    }

    private CosmosAsyncClient connect() {
        ClientLog.silence();
        CosmosClientBuilder builder = new CosmosClientBuilder()
                .endpoint(cosmos.endpoint())
                .gatewayMode(new GatewayConnectionConfig())
                .endpointDiscoveryEnabled(cosmos.endpointDiscovery())
                .contentResponseOnWriteEnabled(false)
                .throttlingRetryOptions(new ThrottlingRetryOptions()
                        .setMaxRetryAttemptsOnThrottledRequests(0)
                        .setMaxRetryWaitTime(Duration.ZERO))
                .userAgentSuffix("riskstream");
        if (cosmos.token().isPresent()) {
            Secret token = cosmos.token().get();
            builder.credential(request -> Mono.fromSupplier(() -> accessToken(token)));
        } else {
            builder.credential(new AzureKeyCredential(secret(cosmos.accountKey().orElseThrow())));
        }
        try {
            return builder.buildAsyncClient();
        } catch (RuntimeException e) {
            throw new CosmosUnavailableException(
                    "Cosmos DB at " + cosmos.endpoint() + " does not answer, or does not accept"
                            + " this client: "
                            + (e instanceof CosmosException answer
                                    ? "status " + answer.getStatusCode()
                                    : e.getClass().getSimpleName()));
        }
    }

    /** Returns the value of a secret. The message of the failure names where it was expected. */
    private String secret(Secret reference) {
        try {
            return context.secret(reference);
        } catch (RuntimeException e) {
            throw new CosmosUnavailableException(String.valueOf(e.getMessage()));
        }
    }

    private AccessToken accessToken(Secret token) {
        String text = secret(token);
        return new AccessToken(text, TokenExpiry.of(text, context.clock().instant()));
    }

    private synchronized void disconnect() {
        client.ifPresent(CosmosAsyncClient::close);
        client = Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
