package io.riskstream.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.Origin;
import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fixtures for the tests of parsers. */
final class ParserTests {
    static final long TIMESTAMP = 1_700_000_000_000L;

    private ParserTests() {}

    record Source(String name, List<Field> fields, boolean arrives) implements FieldSource {}

    /** Returns an event type with fields written as {@code path:TYPE}; fields after {@code |} belong to a look-up. */
    static EventType type(String... fields) {
        List<Field> schema = new ArrayList<>();
        List<Field> lookup = new ArrayList<>();
        List<Field> current = schema;
        for (String field : fields) {
            if (field.equals("|")) {
                current = lookup;
                continue;
            }
            int colon = field.indexOf(':');
            current.add(new Field(field.substring(0, colon), FieldType.valueOf(field.substring(colon + 1))));
        }
        return new EventType(List.of(new Source("schema", schema, true), new Source("lookup", lookup, false)));
    }

    /** Returns the fields of a schema with a list of objects, whose items have another such list. */
    static EventType withItems(String... fields) {
        List<Field> all = new ArrayList<>(type(fields).fields());
        Field payments = new Field(
                "payments",
                FieldType.LIST,
                List.of(new Field("paid", FieldType.DOUBLE), new Field("to.id", FieldType.LONG)));
        all.add(new Field(
                "lines",
                FieldType.LIST,
                List.of(
                        new Field("amount", FieldType.DOUBLE),
                        new Field("cover.code", FieldType.STRING),
                        new Field("codes", FieldType.LIST),
                        payments)));
        return new EventType(List.of(new Source("schema", all, true)));
    }

    static Event event(byte[] bytes) {
        return Event.of(new Origin("claims", 0, 7, TIMESTAMP, Optional.empty(), List.of()), bytes);
    }

    static Event event(String text) {
        return event(text.getBytes(StandardCharsets.UTF_8));
    }

    static Event parse(Stage stage, String text) {
        Event event = event(text);
        Outcome outcome = stage.apply(event);
        return event.with(assertInstanceOf(Outcome.Pass.class, outcome, outcome.toString())
                .patch());
    }

    static Rejection rejection(Stage stage, byte[] bytes) {
        Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, stage.apply(event(bytes)));
        assertEquals(1, reject.rejections().size());
        return reject.rejections().get(0);
    }

    static Rejection rejection(Stage stage, String text) {
        return rejection(stage, text.getBytes(StandardCharsets.UTF_8));
    }

    static Stage serialized(Stage stage) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(stage);
        return (Stage) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
