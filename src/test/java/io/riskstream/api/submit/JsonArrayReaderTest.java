package io.riskstream.api.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.riskstream.api.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonArrayReaderTest {
    private static List<String> elements(String body) {
        JsonArrayReader reader = new JsonArrayReader(body.getBytes(StandardCharsets.UTF_8));
        List<String> elements = new ArrayList<>();
        for (Optional<byte[]> next = reader.next(); next.isPresent(); next = reader.next()) {
            elements.add(new String(next.get(), StandardCharsets.UTF_8));
        }
        return elements;
    }

    /** In time linear in the body: a search for the end of the space that begins again at each character would take hours here. */
    @Test
    void spaceAroundAnElementIsLeftOutHoweverMuchItIs() {
        String space = " \n\t\r".repeat(1_250_000);
        assertEquals(
                List.of("1", "{}"), elements("[" + space + "1" + space + "," + space + "{}" + space + "]" + space));
    }

    @Test
    void elementsAreAsTheyAreWritten() {
        assertEquals(
                List.of("{\"a\" : [1, 2]}", "{\"b\":\"],[\\\"}\\\\\"}", "3", "\"x,y\""),
                elements("\uFEFF [ {\"a\" : [1, 2]} ,\n{\"b\":\"],[\\\"}\\\\\"}, 3 ,\"x,y\" ]\n"));
        assertEquals(List.of(), elements("[ ]"));
    }

    @Test
    void anArrayBeginsWithABracket() {
        assertTrue(JsonArrayReader.isArray("\uFEFF\n[".getBytes(StandardCharsets.UTF_8)));
        assertFalse(JsonArrayReader.isArray("{\"a\":[]}".getBytes(StandardCharsets.UTF_8)));
        assertFalse(JsonArrayReader.isArray(new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[1", "[1,", "[1,]", "[,1]", "[1,,2]", "[1] 2", "[\"a]", "[\"\\\"]", "[{]"})
    void whatIsNoArrayIsRejected(String body) {
        assertEquals(
                400,
                assertThrows(ProblemException.class, () -> elements(body))
                        .problem()
                        .status());
    }

    /** Compares with Gson on random arrays, written with random space. */
    @Test
    void dividesWhatGsonDivides() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            JsonArray array = new JsonArray();
            int size = random.nextInt(6);
            for (int j = 0; j < size; j++) {
                array.add(value(random, 3));
            }
            String text = spaced(array.toString(), random);
            List<JsonElement> elements =
                    elements(text).stream().map(JsonParser::parseString).toList();
            assertEquals(array.asList(), elements, text);
        }
    }

    private static JsonElement value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> new JsonPrimitive(random.nextInt());
            case 1 -> JsonNull.INSTANCE;
            case 2, 3 -> {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(8); i > 0; i--) {
                    text.append("[]{},:\"\\ aé\n".charAt(random.nextInt(12)));
                }
                yield new JsonPrimitive(text.toString());
            }
            case 4 -> {
                JsonArray array = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                JsonObject object = new JsonObject();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.add("k" + i + "]", value(random, depth - 1));
                }
                yield object;
            }
        };
    }

    /** Adds space around the outermost brackets, where it has no meaning. */
    private static String spaced(String json, Random random) {
        String space = " \t\r\n".substring(random.nextInt(4));
        return space + "[" + space + json.substring(1, json.length() - 1) + space + "]" + space;
    }
}
