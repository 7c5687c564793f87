package io.riskstream.enrich;

import io.riskstream.Field;
import io.riskstream.FieldType;
import io.riskstream.FieldValues;
import java.util.List;
import java.util.Optional;

/** Reads records that are hashes, whose members are texts. They cost the store about four times what a JSON text does. Safe for many threads. */
final class HashDecoder implements RecordDecoder {
    private final List<String> members;
    private final List<Field> fields;
    private volatile FieldValues model = FieldValues.EMPTY;

    HashDecoder(Lookup lookup) {
        members = lookup.members();
        fields = lookup.fields();
    }

    @Override
    public List<String> members() {
        return members;
    }

    @Override
    public FieldValues decode(List<Optional<byte[]>> values) throws RecordFault {
        if (values.size() != fields.size()) {
            throw new RecordFault("another number of members than were asked for");
        }
        FieldValues decoded = new FieldValues(fields.size());
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isPresent()) {
                read(RecordText.utf8(values.get(i).get()).toString(), decoded, i);
            }
        }
        FieldValues compact = decoded.compact(model);
        model = compact;
        return compact;
    }

    private void read(String text, FieldValues values, int index) throws RecordFault {
        Field field = fields.get(index);
        FieldType type = field.type();
        if (type == FieldType.LONG) {
            values.setInteger(index, RecordText.exactLong(text, field));
        } else if (type == FieldType.DOUBLE) {
            values.setNumber(index, RecordText.exactDouble(text, field));
        } else if (type == FieldType.BOOLEAN) {
            values.setBool(index, bool(text, field));
        } else {
            values.setString(index, text);
        }
    }

    private static boolean bool(String text, Field field) throws RecordFault {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw RecordFault.of(field, "is declared as boolean, and is none of true, false, 1 and 0 in it");
        };
    }
}
