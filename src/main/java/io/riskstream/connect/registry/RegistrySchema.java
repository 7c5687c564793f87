package io.riskstream.connect.registry;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A schema in an answer of the registry.
 *
 * @param text the schema
 * @param references the schemas that it refers to
 */
record RegistrySchema(String text, List<Reference> references) {
    /** Another schema of the registry: a version of a subject. */
    record Reference(String subject, int version) {}

    /**
     * Reads an answer.
     *
     * @param what the requested schema, for messages
     * @throws RegistryException if the answer is no schema, or no Avro schema
     */
    static RegistrySchema read(byte[] body, String what) throws RegistryException {
        if (!(json(body) instanceof JsonObject answer) || !isText(answer.get("schema"))) {
            throw RegistryException.temporary("the answer for " + what + " is no JSON object with a schema");
        }
        if (isText(answer.get("schemaType"))
                && !answer.get("schemaType").getAsString().equals("AVRO")) {
            String kind = answer.get("schemaType").getAsString();
            throw RegistryException.missing(what + " is a schema of another kind than Avro"
                    + (kind.equals("JSON") || kind.equals("PROTOBUF") ? ": " + kind : ""));
        }
        List<Reference> references = new ArrayList<>();
        if (answer.get("references") instanceof JsonArray listed) {
            for (JsonElement each : listed) {
                references.add(reference(each, what));
            }
        }
        return new RegistrySchema(answer.get("schema").getAsString(), references);
    }

    private static Reference reference(JsonElement json, String what) throws RegistryException {
        if (json instanceof JsonObject reference
                && isText(reference.get("subject"))
                && reference.get("version") instanceof JsonPrimitive version
                && version.isNumber()) {
            return new Reference(reference.get("subject").getAsString(), version.getAsInt());
        }
        throw RegistryException.temporary("a reference of " + what + " has no subject and version");
    }

    private static JsonElement json(byte[] body) throws RegistryException {
        try {
            return JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
        } catch (JsonParseException | NumberFormatException e) {
            throw RegistryException.temporary("the answer is not JSON");
        }
    }

    private static boolean isText(JsonElement json) {
        return json instanceof JsonPrimitive primitive && primitive.isString();
    }
}
