package io.riskstream.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.testing.TestEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields that a pipeline publishes ({@code event: FIELDS}): nested as the event came, so that another pipeline can read them. */
class PublishedFieldsTest {
    /** The look-ups add county.density, loss.zone and roof. */
    private static final EventType TYPE = new EventType(List.of(
            TestEvents.source("schema", "id:STRING", "loss.zip:STRING", "loss.depth:DOUBLE", "tags:LIST", "any:ANY"),
            new Lines(),
            new LookupFields()));

    /** A list of objects, whose items have a list of objects. */
    private record Lines() implements FieldSource {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public List<Field> fields() {
            Field payments = new Field("payments", FieldType.LIST, List.of(new Field("paid.on", FieldType.STRING)));
            return List.of(new Field(
                    "lines",
                    FieldType.LIST,
                    List.of(
                            new Field("amount", FieldType.DOUBLE),
                            new Field("cover.code", FieldType.STRING),
                            payments)));
        }
    }

    private record LookupFields() implements FieldSource {
        @Override
        public String name() {
            return "look-ups";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("county.density", FieldType.DOUBLE),
                    new Field("loss.zone", FieldType.STRING),
                    new Field("roof", FieldType.STRING));
        }

        @Override
        public boolean arrives() {
            return false;
        }
    }

    private static Event parsed(String json) {
        Stage parse = new ParseJson(TYPE, Map.of());
        Event event = TestEvents.event(Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8));
        return event.with(((Outcome.Pass) parse.apply(event)).patch());
    }

    private static String published(Event event) {
        JsonOutput json = new JsonOutput();
        new EventJson(TYPE).write(json, event);
        return new String(json.utf8(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"a\",\"loss\":{\"zip\":\"33109\",\"by\":\"phone\"},\"inner\":{\"t\":\"x\"}}",
                "{\"loss\":{\"by\":{\"whom\":[{\"a\":{}}]}},\"@odata.type\":\"claim\",\"\":{\"\":null}}",
                "{\"loss\":{},\"x\":{},\"y\":[]}",
                "{\"lines\":[{\"amount\":1.5,\"cover\":{\"code\":\"A\",\"x\":1}},{},7,{\"cover\":{},\"a.b\":[{}]},[{}]]}",
                "{\"lines\":[{\"payments\":[{\"paid\":{\"on\":\"2024-01-01\",\"by\":\"x\"},\"n\":1e400},{}]},{\"payments\":3}]}",
                "{\"lines\":{\"amount\":1}}",
                "{\"any\":{},\"tags\":{\"a\":1}}",
                "{\"x\":[18446744073709551616,1e400,-0.1000000000000000055511151231257827,1e-400,9223372036854775807]}",
                "{\"county\":{\"name\":\"Miami\"}}"
            })
    void publishesAnEventAsItCame(String json) {
        assertEquals(json, published(parsed(json)));
    }

    @Test
    void theOutputOfOnePipelineIsTheInputOfTheNext() {
        Event first = parsed(
                "{\"inner\": {\"t\": \"x\", \"n\": [1.5, {\"a.b\": 1e400}]}, \"loss\": {\"by\": 3, \"zip\": \"33109\", \"depth\": 2},"
                        + " \"tags\": [1, {\"k\": null}], \"a.b\": true}");
        Event second = parsed(published(first));

        assertEquals(first.values(), second.values());
        assertEquals(first.undeclared(), second.undeclared());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"county\":{\"density\":9,\"name\":\"x\"}} | {\"county\":{\"name\":\"x\"}}",
                "{\"county\":9} | {}",
                "{\"county\":null} | {}",
                "{\"roof\":\"flat\"} | {}",
                "{\"roof\":{\"density\":9}} | {}",
                "{\"loss\":{\"zone\":\"AE\",\"by\":1}} | {\"loss\":{\"by\":1}}",
                "{\"loss\":7} | {}"
            })
    void aSenderCannotSetTheFieldsOfALookUpThatFoundNothing(String json, String expected) {
        assertEquals(expected, published(parsed(json)));
    }

    @Test
    void aSenderCannotReplaceTheFieldsOfALookUp() {
        FieldValues found = new FieldValues(3);
        found.setNumber(0, 1.5);
        found.setString(1, "X");
        found.setString(2, "hip");
        Event event = parsed(
                        "{\"county\": {\"density\": 9, \"name\": \"x\"}, \"loss\": {\"zone\": \"AE\", \"zip\": \"1\"}, \"roof\": 3}")
                .with(Patch.NONE.withFields(TYPE.slot("county.density"), found));

        assertEquals(
                "{\"loss\":{\"zip\":\"1\",\"zone\":\"X\"},\"county\":{\"density\":1.5,\"name\":\"x\"},\"roof\":\"hip\"}",
                published(event));
    }
}
