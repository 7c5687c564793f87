package io.riskstream.enrich;

import io.riskstream.enrich.record.InvalidRecordException;
import io.riskstream.enrich.record.RecordDecoder;
import io.riskstream.enrich.record.RecordValues;
import io.riskstream.event.FieldValues;

/** Keeps a record as a string, which a {@link RecordMapper} converts for each event. Safe for many threads. */
final class TextDecoder implements RecordDecoder {
    @Override
    public FieldValues decode(byte[] text) throws InvalidRecordException {
        FieldValues values = new FieldValues(1);
        values.setString(0, RecordValues.utf8(text).toString());
        return values.freeze();
    }
}
