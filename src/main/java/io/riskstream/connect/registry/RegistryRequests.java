package io.riskstream.connect.registry;

import io.riskstream.connect.tls.TrustedCertificates;
import io.riskstream.stage.SchemaId;
import io.riskstream.stage.Secret;
import io.riskstream.stage.StageContext;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends requests to a registry. A schema with its references takes one request for each. Safe for many threads. */
final class RegistryRequests implements AutoCloseable {
    private static final int MAX_REFERENCES = 100;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final SchemaRegistry registry;
    private final StageContext context;
    private final ExecutorService threads;
    private final HttpClient http;
    /** The index of the address in use; another one is used after a failure. */
    private final AtomicInteger address = new AtomicInteger();

    RegistryRequests(SchemaRegistry registry, StageContext context) {
        this.registry = registry;
        this.context = context;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "schema-registry");
            thread.setDaemon(true);
            return thread;
        });
        this.http = client();
    }

    private HttpClient client() {
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER) // the password is for the configured address alone
                    .connectTimeout(registry.connectTimeout())
                    .sslContext(TrustedCertificates.context(registry.caCertificates()))
                    .executor(threads)
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            threads.shutdownNow();
            throw new IllegalStateException(
                    registry + ": cannot read the trusted certificates in '" + registry.caCertificates() + "': "
                            + RegistryException.causeOf(e)
                            + "; set option 'caCertificates' to a PEM file on the worker",
                    e);
        }
    }

    /** Fetches a schema and the schemas that it refers to, each after those that it refers to itself. The failure is a {@link RegistryException}. */
    CompletableFuture<List<String>> fetch(SchemaId id) {
        String path = id instanceof SchemaId.AssignedNumber number
                ? "/schemas/ids/" + number.value()
                : "/schemas/guids/" + ((SchemaId.Guid) id).value();
        List<String> texts = new ArrayList<>();
        return get(path, id.toString())
                .thenCompose(schema -> withReferences(schema, texts, new HashSet<>()))
                .thenApply(done -> List.copyOf(texts));
    }

    /** Adds the texts of a schema and of those that it refers to, one after another, so that a schema that several refer to is added before all of them. */
    private CompletableFuture<Void> withReferences(
            RegistrySchema schema, List<String> texts, Set<RegistrySchema.Reference> seen) {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (RegistrySchema.Reference reference : schema.references()) {
            done = done.thenCompose(ignored -> withReference(reference, texts, seen));
        }
        return done.thenRun(() -> texts.add(schema.text()));
    }

    private CompletableFuture<Void> withReference(
            RegistrySchema.Reference reference, List<String> texts, Set<RegistrySchema.Reference> seen) {
        if (!seen.add(reference)) {
            return CompletableFuture.completedFuture(null);
        }
        if (seen.size() > MAX_REFERENCES) {
            return CompletableFuture.failedFuture(
                    RegistryException.missing("the schema refers to more than " + MAX_REFERENCES + " others"));
        }
        String subject =
                URLEncoder.encode(reference.subject(), StandardCharsets.UTF_8).replace("+", "%20");
        return get("/subjects/" + subject + "/versions/" + reference.version(), "referenced schema")
                .thenCompose(referenced -> withReferences(referenced, texts, seen));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the inner future is the result of thenCompose
    private CompletableFuture<RegistrySchema> get(String path, String what) {
        int used = address.get();
        String url = registry.urls().get(Math.floorMod(used, registry.urls().size()));
        HttpRequest request;
        try {
            request = request(url + path);
        } catch (RuntimeException e) { // the secret is missing now
            return CompletableFuture.failedFuture(RegistryException.temporary(url + ": " + e.getMessage()));
        }
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request, head -> new BoundedBody());
        // HttpRequest.timeout ends with the head of the answer; this one includes the body
        return sent.copy()
                .orTimeout(registry.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    if (failure == null) {
                        return schema(url, response, what);
                    }
                    sent.cancel(true);
                    address.compareAndSet(used, used + 1);
                    return CompletableFuture.<RegistrySchema>failedFuture(
                            RegistryException.temporary(url + " does not answer: " + description(failure)));
                })
                .thenCompose(result -> result);
    }

    private String description(Throwable failure) {
        return failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException
                ? "no answer within " + registry.requestTimeout().toMillis() + " ms"
                : RegistryException.causeOf(failure);
    }

    private HttpRequest request(String url) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        if (!registry.password().isEmpty()) {
            String credentials = registry.user() + ":" + context.secret(new Secret(registry.password()));
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        return request.build();
    }

    private static CompletableFuture<RegistrySchema> schema(String url, HttpResponse<byte[]> response, String what) {
        try {
            return CompletableFuture.completedFuture(answered(url, response, what));
        } catch (RegistryException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static RegistrySchema answered(String url, HttpResponse<byte[]> response, String what)
            throws RegistryException {
        int status = response.statusCode();
        return switch (status) {
            case OK -> RegistrySchema.read(response.body(), what);
            case NOT_FOUND -> throw RegistryException.missing("the schema registry has no " + what);
            case UNAUTHORIZED, FORBIDDEN ->
                throw RegistryException.temporary(url + " refuses with status " + status
                        + "; check options 'user' and 'password' of the schema registry, and the user's permissions");
            default -> throw RegistryException.temporary(url + " answers with status " + status);
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
