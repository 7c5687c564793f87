package io.riskstream.enrich;

import io.riskstream.FieldValues;

/** Keeps a record as the text it is, for a {@link RecordMapper} to make something of it for each event. Safe for many threads. */
final class TextDecoder implements RecordDecoder {
    @Override
    public FieldValues decode(byte[] text) throws RecordFault {
        FieldValues values = new FieldValues(1);
        values.setString(0, RecordText.utf8(text).toString());
        return values.freeze();
    }
}
