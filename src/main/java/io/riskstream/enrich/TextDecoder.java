package io.riskstream.enrich;

import io.riskstream.enrich.record.InvalidRecordException;
import io.riskstream.enrich.record.RecordDecoder;
import io.riskstream.enrich.record.RecordValues;
import io.riskstream.event.FieldValues;

/** Keeps a record as the text it is, for a {@link RecordMapper} to make something of it for each event. Safe for many threads. */
public final class TextDecoder implements RecordDecoder {
    @Override
    public FieldValues decode(byte[] text) throws InvalidRecordException {
        FieldValues values = new FieldValues(1);
        values.setString(0, RecordValues.utf8(text).toString());
        return values.freeze();
    }
}
