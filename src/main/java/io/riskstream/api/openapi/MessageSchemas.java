package io.riskstream.api.openapi;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schemas that are the same for all pipelines, among them that of a published score. They are in the resource {@code api.json} beside this class. */
public final class MessageSchemas {
    /** The schema of the message that {@code PublishScore} publishes. */
    public static final String PUBLISHED_SCORE = "published-score";

    /** What a reference from one of the schemas to another begins with. */
    public static final String REFERENCE_PREFIX = ComponentSchemas.PREFIX;

    private MessageSchemas() {}

    /** Returns all schemas by name. */
    public static JsonObject all() {
        return document().getAsJsonObject("components").getAsJsonObject("schemas");
    }

    /** Returns the part of the OpenAPI document that is the same for all pipelines. */
    static JsonObject document() {
        try (InputStream in = MessageSchemas.class.getResourceAsStream("api.json")) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks api.json");
            }
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
