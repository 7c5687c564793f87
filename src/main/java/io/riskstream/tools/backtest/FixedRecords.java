package io.riskstream.tools.backtest;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.Records;
import io.riskstream.stage.ValidityToken;
import io.riskstream.testing.JsonHash;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records in memory, which never change. A look-up that reads a hash reads the members of the record's JSON object. Safe for many threads. */
final class FixedRecords implements Records {
    private final Map<String, byte[]> records = new HashMap<>();
    private final ValidityToken token = ValidityToken.tracked();

    /** Copies the records, as texts in UTF-8, which take less memory. */
    FixedRecords(Map<String, String> texts) {
        texts.forEach((key, text) -> records.put(key, text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void fetch(List<? extends RecordRequest> requests) {
        for (RecordRequest request : requests) {
            byte[] record = records.get(request.key());
            if (record == null) {
                request.missing(token);
            } else if (request.members().isEmpty()) {
                request.found(record, token);
            } else {
                answerMembers(request, record);
            }
        }
    }

    private void answerMembers(RecordRequest request, byte[] record) {
        JsonObject object;
        try {
            object = JsonParser.parseString(new String(record, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            request.unreadable("the record is not a JSON object");
            return;
        }
        JsonHash.answer(request, object, token);
    }

    @Override
    public void watch(Set<String> prefixes, RecordChangeListener changes) {}

    @Override
    public void close() {}
}
