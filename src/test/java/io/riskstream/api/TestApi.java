package io.riskstream.api;

import io.riskstream.api.access.ApiKeys;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Settings, keys and requests for tests of the API with real servers. */
final class TestApi {
    static final ApiKeys.NewKey PARTNER = ApiKeys.create("partner-a", "submit,read");
    static final ApiKeys.NewKey OTHER = ApiKeys.create("partner-b", "submit");
    static final ApiKeys.NewKey READER = ApiKeys.create("reader", "read");

    private TestApi() {}

    /**
     * Writes the files of an environment, and returns the settings.
     *
     * @param changes replace or add settings
     */
    static Path settings(Path folder, String bootstrapServers, String redis, Map<String, String> changes) {
        Properties filter = new Properties();
        Properties settings = new Properties();
        try {
            try (var in = Files.newBufferedReader(Path.of("conf", "local.properties"))) {
                filter.load(in);
            }
            filter.setProperty("kafka.bootstrap.servers", bootstrapServers);
            Files.writeString(
                    folder.resolve("api-keys"), String.join("\n", PARTNER.line(), OTHER.line(), READER.line()));
            settings.setProperty("server.port", "0");
            settings.setProperty("pipelines", "flux/flood-claims.yaml, flux/auto-claims.yaml, flux/fnol.yaml");
            settings.setProperty("filter", write(folder.resolve("environment.properties"), filter));
            settings.setProperty("keys.file", folder.resolve("api-keys").toString());
            settings.setProperty("rate.requests.per.second", "100000");
            settings.setProperty("submit.kafka.timeout", "3s");
            settings.setProperty("idempotency.redis.host", redis.substring(0, redis.indexOf(':')));
            settings.setProperty("idempotency.redis.port", redis.substring(redis.indexOf(':') + 1));
            changes.forEach(settings::setProperty);
            return Path.of(write(folder.resolve("api.properties"), settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path settings(Path folder, EmbeddedKafka kafka, EmbeddedRedis redis, Map<String, String> changes) {
        return settings(folder, kafka.bootstrapServers(), "127.0.0.1:" + redis.port(), changes);
    }

    private static String write(Path file, Properties properties) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file.toString();
    }

    /** A post of events by the first partner. */
    static HttpRequest.Builder post(URI server, String pipeline, String contentType, byte[] body) {
        return post(server, pipeline, contentType, body, "");
    }

    /** A post of events with a query. */
    static HttpRequest.Builder post(URI server, String pipeline, String contentType, byte[] body, String query) {
        return HttpRequest.newBuilder(server.resolve("/v1/pipelines/" + pipeline + "/events" + query))
                .header("X-Api-Key", PARTNER.key())
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }

    static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Returns a valid flood claim. */
    static String claim(String id) {
        return "{\"id\":\"" + id
                + "\",\"dateOfLoss\":\"2005-08-29T00:00:00Z\",\"state\":\"LA\",\"countyCode\":\"22071\",\"totalBuildingInsuranceCoverage\":66600,\"totalContentsInsuranceCoverage\":20000}";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
