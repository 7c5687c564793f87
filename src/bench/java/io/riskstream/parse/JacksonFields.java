package io.riskstream.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.NullValue;
import io.riskstream.parse.value.NumberReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Does the work of {@link JsonByteReader} with the UTF-8 parser of jackson-core. */
final class JacksonFields {
    private static final int LONG_DIGITS = 18;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();
    private final DeclaredMember root;
    private final int maxDepth;

    private long[] seen = {};
    private JsonParser json;
    private int depth;
    private FieldValues values = FieldValues.EMPTY;
    private Map<String, Object> undeclared = Map.of();

    JacksonFields(EventType type, int maxDepth) {
        this.root = DeclaredMember.tree(type);
        this.maxDepth = maxDepth;
    }

    /** True if the document was read; then {@link #values} and {@link #undeclared} hold its fields. */
    boolean read(byte[] document) {
        depth = 0;
        values = root.newValues();
        undeclared = Map.of();
        seen = root.clearedSeen();
        try (JsonParser parser = factory.createParser(document)) {
            json = parser;
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            Map<String, Object> others = declaredObject(root);
            undeclared = others == null ? Map.of() : others;
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    FieldValues values() {
        return values;
    }

    Map<String, Object> undeclared() {
        return undeclared;
    }

    private Map<String, Object> declaredObject(DeclaredMember object) throws IOException {
        deeper();
        boolean any = false;
        Map<String, Object> others = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            any = true;
            DeclaredMember member = object.member(name);
            if (member == null) {
                if (object.declaresPath(name)) {
                    throw new IOException("key");
                }
                others = with(others, name, value(json.nextToken(), false));
            } else {
                long bit = 1L << member.number();
                int word = member.number() / Long.SIZE;
                if ((seen[word] & bit) != 0) {
                    throw new IOException("duplicate");
                }
                seen[word] |= bit;
                Object other = declared(member);
                if (other != null) {
                    others = with(others, name, other);
                }
            }
        }
        depth--;
        if (!any) {
            return Map.of();
        }
        return others == null ? null : Collections.unmodifiableMap(others);
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) throws IOException {
        Map<String, Object> extended = map == null ? new LinkedHashMap<>() : map;
        if (extended.put(name, value) != null) {
            throw new IOException("duplicate");
        }
        return extended;
    }

    private Object declared(DeclaredMember member) throws IOException {
        JsonToken token = json.nextToken();
        if (!member.isField()) {
            return token == JsonToken.START_OBJECT ? declaredObject(member) : value(token, false);
        }
        int slot = member.slot();
        switch (token) {
            case VALUE_STRING -> values.setString(slot, json.getText());
            case VALUE_NUMBER_INT -> {
                if (json.getTextLength() > LONG_DIGITS) {
                    number(member.type(), slot);
                } else {
                    boolean negative = json.getTextCharacters()[json.getTextOffset()] == '-';
                    NumberReader.putWhole(json.getLongValue(), negative, member.type(), values, slot);
                }
            }
            case VALUE_NUMBER_FLOAT -> {
                double number = json.getDoubleValue();
                if (Double.isInfinite(number)) {
                    throw new IOException("number");
                }
                OptionalLong exact =
                        member.type() == FieldType.LONG ? NumberReader.exactLong(number) : OptionalLong.empty();
                if (exact.isPresent()) {
                    values.setInteger(slot, exact.getAsLong());
                } else {
                    values.setNumber(slot, number);
                }
            }
            case VALUE_TRUE, VALUE_FALSE -> values.setBool(slot, token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> values.setNull(slot);
            case START_ARRAY -> values.setList(slot, list(true));
            default -> {
                Map<String, Object> map = map();
                if (!map.isEmpty()) {
                    return map;
                }
                values.setEmptyObject(slot);
            }
        }
        return null;
    }

    private void number(FieldType type, int slot) throws IOException {
        if (!NumberReader.put(json.getText(), type, values, slot)) {
            throw new IOException("number");
        }
    }

    private Object value(JsonToken token, boolean element) throws IOException {
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                Object number =
                        element ? NumberReader.element(json.getText()) : NumberReader.undeclared(json.getText());
                if (number == null) {
                    throw new IOException("number");
                }
                yield number;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL;
            case START_ARRAY -> list(element);
            default -> map();
        };
    }

    private List<Object> list(boolean declared) throws IOException {
        deeper();
        List<Object> list = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            list.add(value(token, declared));
        }
        depth--;
        return Collections.unmodifiableList(list);
    }

    private Map<String, Object> map() throws IOException {
        deeper();
        Map<String, Object> map = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            map = with(map, name, value(json.nextToken(), false));
        }
        depth--;
        return map == null ? Map.of() : Collections.unmodifiableMap(map);
    }

    private void deeper() throws IOException {
        if (++depth > maxDepth) {
            throw new IOException("depth");
        }
    }
}
