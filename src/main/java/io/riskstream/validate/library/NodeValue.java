package io.riskstream.validate.library;

import dev.harrel.jsonschema.JsonNode;
import io.riskstream.event.NullValue;
import io.riskstream.validate.schema.Decimals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts the library's nodes to values as an event holds them. */
final class NodeValue {
    private NodeValue() {}

    static Object of(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.asString();
            case BOOLEAN -> node.asBoolean();
            case INTEGER, NUMBER -> Decimals.value(node.asNumber());
            case NULL -> NullValue.NULL;
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                node.asArray().forEach(item -> list.add(of(item)));
                yield list;
            }
            case OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                node.asObject().forEach((name, value) -> members.put(name, of(value)));
                yield members;
            }
        };
    }
}
