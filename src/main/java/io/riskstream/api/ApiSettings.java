package io.riskstream.api;

import io.riskstream.api.access.AccessSettings;
import io.riskstream.api.access.TokenSettings;
import io.riskstream.api.http.ServerSettings;
import io.riskstream.api.read.ReadSettings;
import io.riskstream.api.settings.SettingsFile;
import io.riskstream.api.submit.SubmitSettings;
import io.riskstream.connect.redis.Redis;
import io.riskstream.text.ConfigurationException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * All settings of the API. {@code conf/api.properties} describes them.
 *
 * @param pipelines the Flux files
 * @param filter the values of {@code ${...}} in them
 * @param keys the file of API keys
 * @param tokens which tokens are accepted
 * @param openApiOpen whether everyone may read the OpenAPI document
 * @param idempotency where idempotency keys are kept
 */
record ApiSettings(
        ServerSettings server,
        List<Path> pipelines,
        Properties filter,
        Optional<Path> keys,
        Optional<TokenSettings> tokens,
        AccessSettings access,
        SubmitSettings submit,
        ReadSettings read,
        boolean openApiOpen,
        Optional<Redis> idempotency) {
    /**
     * Returns the settings of a file.
     *
     * @throws ConfigurationException if a key is unknown, or a value missing or wrong; the message has all mistakes
     * @throws UncheckedIOException if a file cannot be read
     */
    static ApiSettings read(Path path) {
        SettingsFile file = SettingsFile.read(path, "conf/api.properties");
        List<Path> pipelines = file.texts("pipelines").stream().map(Path::of).toList();
        if (pipelines.isEmpty()) {
            file.problem("pipelines", "is missing; set it to Flux files, separated by commas");
        }
        Optional<Path> keys = file.path("keys.file");
        Optional<TokenSettings> tokens = TokenSettings.of(file);
        if (keys.isEmpty() && tokens.isEmpty()) {
            file.problem(
                    "keys.file",
                    "is missing; set it to the file of API keys, or set 'jwt.issuer' and the keys beside it");
        }
        Optional<Path> filter = file.path("filter");
        ApiSettings settings = new ApiSettings(
                ServerSettings.of(file),
                pipelines,
                new Properties(),
                keys,
                tokens,
                AccessSettings.of(file),
                SubmitSettings.of(file),
                ReadSettings.of(file),
                file.bool("openapi.open", true),
                redis(file));
        if (settings.server().limits().bodiesBytes() < settings.submit().maxBodyBytes()) {
            file.problem(ServerSettings.MAX_BODIES, "must be at least 'submit.max.body.bytes'");
        }
        file.check();
        filter.ifPresent(values -> SettingsFile.loadFilter(values, settings.filter()));
        return settings;
    }

    private static Optional<Redis> redis(SettingsFile file) {
        Map<String, Object> options = new LinkedHashMap<>();
        file.text("idempotency.redis.host").ifPresent(host -> options.put("host", host));
        options.put("name", "idempotency");
        options.put("clientName", "riskstream-api");
        options.put("port", file.integer("idempotency.redis.port", 1, 65_535, 6_379));
        options.put("tls", file.bool("idempotency.redis.tls", false));
        options.put("cluster", file.bool("idempotency.redis.cluster", false));
        options.put("user", file.text("idempotency.redis.user").orElse(""));
        options.put("password", file.secret("idempotency.redis.password"));
        options.put(
                "caCertificates", file.text("idempotency.redis.ca.certificates").orElse(""));
        if (!options.containsKey("host")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Redis(options));
        } catch (ConfigurationException e) {
            file.problem("idempotency.redis.host", "and the keys beside it are not valid: " + e.getMessage());
            return Optional.empty();
        }
    }
}
