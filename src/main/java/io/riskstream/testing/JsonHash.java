package io.riskstream.testing;

import com.google.gson.JsonObject;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.ValidityToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A JSON object that stands for a hash of a store, each member for a field. Internal: records in memory use it. */
public final class JsonHash {
    private JsonHash() {}

    /** Completes a request for members of the hash. As in a store, a hash without members does not exist. */
    public static void answer(RecordRequest request, JsonObject hash, ValidityToken token) {
        List<Optional<byte[]>> values = request.members().stream()
                .map(name -> Optional.ofNullable(hash.get(name))
                        .map(value -> value.isJsonPrimitive() ? value.getAsString() : value.toString())
                        .map(value -> value.getBytes(StandardCharsets.UTF_8)))
                .toList();
        if (values.stream().anyMatch(Optional::isPresent)) {
            request.found(values, token);
        } else if (hash.size() > 0) {
            request.unreadable("the hash has none of the declared members");
        } else {
            request.missing(token);
        }
    }
}
