package io.riskstream.tools.offline;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records in a map, in place of a store: it has what it was given, answers at once, and never changes. A record that a look-up reads as a hash is the
 * members of its JSON object.
 *
 * @param asked where it notes what it is asked for
 */
record GivenRecords(Map<String, byte[]> records, List<RequestedRecord> asked) implements Records {
    @Override
    public void fetch(List<? extends RecordRequest> requests) {
        requests.forEach(this::answer);
    }

    private void answer(RecordRequest request) {
        byte[] text = records.get(request.key());
        asked.add(new RequestedRecord(request.key(), text != null));
        if (text == null) {
            request.missing(ValidityToken.byAge());
        } else if (request.members().isEmpty()) {
            request.found(text, ValidityToken.byAge());
        } else {
            Optional<JsonObject> object = object(text);
            if (object.isPresent()) {
                request.found(members(object.get(), request.members()), ValidityToken.byAge());
            } else {
                request.unreadable("the given record is no JSON object");
            }
        }
    }

    private static Optional<JsonObject> object(byte[] text) {
        try {
            JsonElement json = JsonParser.parseString(new String(text, StandardCharsets.UTF_8));
            return json instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    private static List<Optional<byte[]>> members(JsonObject object, List<String> names) {
        return names.stream()
                .map(name -> Optional.ofNullable(object.get(name))
                        .map(value -> value.isJsonPrimitive() ? value.getAsString() : value.toString())
                        .map(value -> value.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Override
    public void watch(Set<String> prefixes, RecordChangeListener changes) {}

    @Override
    public void close() {}
}
