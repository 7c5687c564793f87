package io.riskstream.api.submit;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.riskstream.event.Rejection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The outcome of one event of a request, with the status code that a request with this event alone would get. */
sealed interface EventResult {
    /** Returns the status code. */
    int status();

    /** Returns the members of the result in a response. */
    JsonObject json();

    /**
     * The topic has the event.
     *
     * @param id the event's id; its origin if it has none
     * @param origin its position
     */
    record Accepted(String pipeline, String id, String origin) implements EventResult {
        @Override
        public int status() {
            return 202;
        }

        @Override
        public JsonObject json() {
            JsonObject json = new JsonObject();
            json.addProperty("status", status());
            json.addProperty("id", id);
            json.addProperty("origin", origin);
            json.addProperty("url", url());
            return json;
        }

        /** Returns the path of the event's score. */
        String url() {
            return "/v1/scores/" + encoded(id) + "?pipeline=" + encoded(pipeline);
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** The event is not valid. */
    record Invalid(List<Rejection> rejections) implements EventResult {
        @Override
        public int status() {
            return 400;
        }

        @Override
        public JsonObject json() {
            JsonObject json = new JsonObject();
            json.addProperty("status", status());
            json.add("rejections", rejectionsJson());
            return json;
        }

        JsonArray rejectionsJson() {
            JsonArray all = new JsonArray();
            for (Rejection rejection : rejections) {
                JsonObject json = new JsonObject();
                json.addProperty("stage", rejection.stage());
                json.addProperty("code", rejection.code());
                json.addProperty("path", rejection.path());
                json.addProperty("message", rejection.message());
                all.add(json);
            }
            return all;
        }
    }

    /**
     * The event was not stored, or it is not known whether it was.
     *
     * @param status 413 if the broker never takes it, 503 if a repetition may succeed
     * @param detail why
     */
    record NotStored(int status, String detail) implements EventResult {
        @Override
        public JsonObject json() {
            JsonObject json = new JsonObject();
            json.addProperty("status", status);
            json.addProperty("detail", detail);
            return json;
        }
    }
}
