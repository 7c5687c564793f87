package io.riskstream.tools.cases;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import io.riskstream.yaml.YamlNode;
import java.util.Map;

/** Converts YAML to JSON. A scalar without quotes is a number, a boolean or null if it is one in JSON, otherwise a string; {@code NO} is a string. */
final class YamlToJson {
    private YamlToJson() {}

    static JsonElement of(YamlNode node) {
        if (node.isMap()) {
            JsonObject object = new JsonObject();
            for (Map.Entry<String, YamlNode> entry : node.map().entries().entrySet()) {
                object.add(entry.getKey(), of(entry.getValue()));
            }
            return object;
        } else if (node.isList()) {
            JsonArray array = new JsonArray();
            node.list().forEach(element -> array.add(of(element)));
            return array;
        } else if (node.isNull()) {
            return JsonNull.INSTANCE;
        } else if (node.isNumber()) {
            String text = node.text();
            return new JsonPrimitive(new LazilyParsedNumber(text.startsWith("+") ? text.substring(1) : text));
        }
        String text = node.scalarText().orElse("");
        if (node.isPlain() && (text.equals("true") || text.equals("false"))) {
            return new JsonPrimitive(text.equals("true"));
        }
        if (node.scalarText().isEmpty()) {
            node.text(); // reports that this is no scalar
        }
        return new JsonPrimitive(text);
    }
}
