package io.riskstream.validate.library;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;

/**
 * Limits the total length of the locations in a document. The json-schema library builds one for each value, with the keys of all objects around it, so a
 * few long keys around many members would need a thousand times the memory of the event, and seconds.
 */
final class LocationLength {
    private static final long MIN_LIMIT = 1_000_000;
    private static final long LIMIT_PER_VALUE = 100;

    private long total;
    private long limit = MIN_LIMIT;

    private LocationLength() {}

    /** True if the locations have more than a million characters, and on average more than 100. */
    static boolean isTooLong(JsonElement document) {
        LocationLength length = new LocationLength();
        length.add(document, 0);
        return length.total > length.limit;
    }

    private void add(JsonElement value, long location) {
        total += location;
        limit += LIMIT_PER_VALUE;
        if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                add(array.get(i), location + 1 + Integer.toString(i).length());
            }
        } else if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                add(member.getValue(), location + 1 + member.getKey().length());
            }
        }
    }
}
