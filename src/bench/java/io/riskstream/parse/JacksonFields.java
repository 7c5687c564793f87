package io.riskstream.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.NullValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Does the work of {@link JsonByteReader} with the UTF-8 parser of jackson-core. */
final class JacksonFields {
    private static final int LONG_DIGITS = 18;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();
    private final DeclaredMember root;
    private final int size;
    private final int maxDepth;
    private final long[] seen;
    private final Set<String> undeclaredObjects = new HashSet<>();

    private JsonParser json;
    private int depth;
    private long pathBudget;
    private FieldValues values = FieldValues.EMPTY;
    private Map<String, Object> undeclared = Map.of();

    JacksonFields(EventType type, int maxDepth) {
        this.root = DeclaredMember.tree(type);
        this.size = type.size();
        this.maxDepth = maxDepth;
        this.seen = new long[root.treeSize() / Long.SIZE + 1];
    }

    /** True if the document was read; then {@link #values} and {@link #undeclared} hold its fields. */
    boolean read(byte[] document) {
        depth = 0;
        pathBudget = JsonTextReader.pathBudget(document.length / 3);
        values = new FieldValues(size);
        undeclared = Map.of();
        if (!undeclaredObjects.isEmpty()) {
            undeclaredObjects.clear();
        }
        Arrays.fill(seen, 0);
        try (JsonParser parser = factory.createParser(document)) {
            json = parser;
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            declaredObject(root);
            return json.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    FieldValues values() {
        return values;
    }

    Map<String, Object> undeclared() {
        return undeclared.isEmpty() ? Map.of() : Collections.unmodifiableMap(undeclared);
    }

    private boolean declaredObject(DeclaredMember object) throws IOException {
        deeper();
        boolean any = false;
        for (String name = name(); name != null; name = name()) {
            any = true;
            DeclaredMember member = object.member(name);
            if (member == null) {
                undeclared(path(object.path(), name));
            } else {
                long bit = 1L << member.number();
                int word = member.number() / Long.SIZE;
                if ((seen[word] & bit) != 0) {
                    throw new IOException("duplicate");
                }
                seen[word] |= bit;
                declared(member);
            }
        }
        depth--;
        return any;
    }

    private String name() throws IOException {
        String name = json.nextFieldName();
        if (name != null && (name.isEmpty() || name.indexOf('.') >= 0)) {
            throw new IOException("key");
        }
        return name;
    }

    private void declared(DeclaredMember member) throws IOException {
        JsonToken token = json.nextToken();
        if (!member.isField()) {
            if (token != JsonToken.START_OBJECT) {
                keep(member.path(), value(token));
            } else if (!declaredObject(member)) {
                keep(member.path(), Map.of());
            }
            return;
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
            case START_ARRAY -> values.setList(slot, list());
            default -> throw new IOException("object");
        }
    }

    private void number(FieldType type, int slot) throws IOException {
        if (!NumberReader.put(json.getText(), type, values, slot)) {
            throw new IOException("number");
        }
    }

    private void undeclared(String path) throws IOException {
        if (undeclared.containsKey(path) || undeclaredObjects.contains(path)) {
            throw new IOException("duplicate");
        }
        JsonToken token = json.nextToken();
        if (token != JsonToken.START_OBJECT) {
            keep(path, value(token));
        } else if (!undeclaredObject(path)) {
            keep(path, Map.of());
        }
    }

    private boolean undeclaredObject(String path) throws IOException {
        undeclaredObjects.add(path);
        deeper();
        boolean any = false;
        for (String name = name(); name != null; name = name()) {
            any = true;
            undeclared(path(path, name));
        }
        depth--;
        return any;
    }

    private String path(String outer, String name) throws IOException {
        int length = outer.length() + 1 + name.length();
        pathBudget -= length;
        if (length > JsonTextReader.MAX_PATH_LENGTH || pathBudget < 0) {
            throw new IOException("path");
        }
        return outer.isEmpty() ? name : outer + "." + name;
    }

    private void keep(String path, Object value) {
        if (undeclared.isEmpty()) {
            undeclared = new LinkedHashMap<>();
        }
        undeclared.put(path, value);
    }

    private Object value(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                Object number = NumberReader.boxed(json.getText());
                if (number == null) {
                    throw new IOException("number");
                }
                yield number;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NullValue.NULL;
            case START_ARRAY -> list();
            default -> map();
        };
    }

    private List<Object> list() throws IOException {
        deeper();
        List<Object> list = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            list.add(value(token));
        }
        depth--;
        return Collections.unmodifiableList(list);
    }

    private Map<String, Object> map() throws IOException {
        deeper();
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name = name(); name != null; name = name()) {
            if (map.put(name, value(json.nextToken())) != null) {
                throw new IOException("duplicate");
            }
        }
        depth--;
        return Collections.unmodifiableMap(map);
    }

    private void deeper() throws IOException {
        if (++depth > maxDepth) {
            throw new IOException("depth");
        }
    }
}
