package io.riskstream.api.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Verdict;
import io.riskstream.score.Explanation;
import io.riskstream.score.Explanation.RuleExplanation;
import io.riskstream.score.ScorecardDescription;
import io.riskstream.score.ScorecardDescription.RuleText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Explanations as JSON. */
final class ExplanationJson {
    private ExplanationJson() {}

    /** Returns an explanation with the values that the rules have read. */
    static JsonObject of(Explanation explanation) {
        Verdict verdict = explanation.verdict();
        JsonObject json = new JsonObject();
        json.addProperty("score", verdict.score());
        json.addProperty("decision", verdict.decision());
        json.addProperty("scorecard", verdict.scorecard());
        json.addProperty("version", verdict.version());
        json.addProperty("hash", verdict.hash());
        json.addProperty("base", explanation.base());
        json.addProperty("logistic", explanation.logistic());
        JsonArray rules = new JsonArray();
        explanation.rules().forEach(rule -> rules.add(rule(rule)));
        json.add("rules", rules);
        explanation.shadow().ifPresent(shadow -> json.add("shadow", of(shadow)));
        return json;
    }

    private static JsonObject rule(RuleExplanation rule) {
        JsonObject json = rule(rule.id(), rule.when(), rule.points(), rule.group(), rule.reason());
        String result =
                switch (rule.result()) {
                    case FIRED -> "fired";
                    case NOT_FIRED -> "not-fired";
                    case ERROR -> "error";
                };
        json.addProperty("result", result);
        json.addProperty("added", rule.added());
        JsonArray inputs = new JsonArray();
        rule.inputs().forEach((name, value) -> inputs.add(input(name, value)));
        json.add("inputs", inputs);
        return json;
    }

    private static JsonObject rule(String id, String when, String points, String group, String reason) {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("when", when);
        json.addProperty("points", points);
        json.addProperty("group", group);
        json.addProperty("reason", reason);
        return json;
    }

    private static JsonObject input(String name, Optional<Object> value) {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        value.ifPresentOrElse(present -> json.add("value", element(present)), () -> json.addProperty("absent", true));
        return json;
    }

    /** Returns a value of a field. Of a list of objects only their number: the members that decided are inputs of their own. */
    private static JsonElement element(Object value) {
        if (value instanceof String text) {
            return new JsonPrimitive(text);
        } else if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        } else if (value instanceof ExactNumber number) {
            return new JsonPrimitive(number.decimal());
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            return new JsonPrimitive(number.toString());
        } else if (value instanceof Number number) {
            return new JsonPrimitive(number);
        } else if (value == NullValue.NULL) {
            return JsonNull.INSTANCE;
        } else if (value instanceof List<?> list) {
            if (list.stream().anyMatch(Item.class::isInstance)) {
                return new JsonPrimitive(list.size() == 1 ? "1 item" : list.size() + " items");
            }
            JsonArray array = new JsonArray();
            list.forEach(each -> array.add(element(each)));
            return array;
        }
        return new JsonPrimitive(value.toString());
    }

    /**
     * Returns an explanation from a published score that lacks values of look-ups: the rules as they are written, the points of those that fired, and of the values that
     * rules read those that the event itself has.
     */
    static JsonObject ofRecord(JsonObject recorded, ScorecardDescription card) {
        Map<String, JsonObject> fired = new HashMap<>();
        if (recorded.get("reasons") instanceof JsonArray reasons) {
            reasons.forEach(reason -> {
                JsonObject each = reason.getAsJsonObject();
                fired.put(each.get("code").getAsString(), each);
            });
        }
        Set<String> unevaluated = new HashSet<>();
        if (recorded.get("unevaluated") instanceof JsonArray ids) {
            ids.forEach(id -> unevaluated.add(id.getAsString()));
        }
        JsonObject json = new JsonObject();
        for (String name : List.of("score", "decision", "scorecard", "version", "hash")) {
            json.add(name, recorded.get(name));
        }
        json.addProperty("logistic", card.logistic());
        JsonArray rules = new JsonArray();
        for (RuleText rule : card.rules()) {
            JsonObject each = rule(rule.id(), rule.when(), rule.points(), "", rule.reason());
            JsonObject reason = fired.remove(rule.id());
            each.addProperty(
                    "result", reason != null ? "fired" : unevaluated.contains(rule.id()) ? "error" : "not-fired");
            each.add("added", reason == null ? new JsonPrimitive(0) : reason.get("points"));
            JsonArray inputs = new JsonArray();
            rule.reads().forEach(path -> inputs.add(input(path, recorded.get("event"))));
            each.add("inputs", inputs);
            rules.add(each);
        }
        // rules of another version of the scorecard
        fired.forEach((code, reason) -> {
            JsonObject each = rule(code, "", "", "", reason.get("text").getAsString());
            each.addProperty("result", "fired");
            each.add("added", reason.get("points"));
            each.add("inputs", new JsonArray());
            rules.add(each);
        });
        json.add("rules", rules);
        return json;
    }

    private static JsonObject input(String path, JsonElement event) {
        JsonElement value = event;
        for (String name : path.split("\\.", -1)) {
            value = value instanceof JsonObject object ? object.get(name) : null;
        }
        JsonObject json = new JsonObject();
        json.addProperty("name", path);
        if (value == null) {
            json.addProperty("unknown", true);
        } else {
            json.add("value", value);
        }
        return json;
    }
}
