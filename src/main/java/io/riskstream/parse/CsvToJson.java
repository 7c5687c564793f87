package io.riskstream.parse;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Converts rows of a CSV file into JSON events, for pipelines that parse JSON. A cell gets its field's declared type if its text is valid for it;
 * otherwise it is a string, which validation reports. An empty cell, {@code NA} or {@code ?} is omitted. A header such as {@code location.zip} creates a
 * nested object.
 */
public final class CsvToJson {
    private static final Set<String> MISSING = Set.of("", "NA", "?");

    private final List<String> header;
    private final FieldType[] types;
    private final Gson gson = new GsonBuilder().disableHtmlEscaping().create();

    /**
     * Creates a converter for rows with this header.
     *
     * @throws IllegalArgumentException if the header contains a column twice
     */
    public CsvToJson(EventType type, List<String> header) {
        Set<String> unique = new HashSet<>();
        for (String name : header) {
            if (!unique.add(name)) {
                throw new IllegalArgumentException("CSV header: column '" + name + "' occurs twice; rename one");
            }
        }
        this.header = List.copyOf(header);
        this.types = new FieldType[header.size()];
        for (int column = 0; column < types.length; column++) {
            int slot = type.find(header.get(column)).orElse(-1);
            types[column] = slot >= 0 && type.arrives(slot) ? type.field(slot).type() : FieldType.STRING;
        }
    }

    /**
     * Returns one row as a JSON object.
     *
     * @param cells the cells of the row. Missing cells are omitted; cells beyond the header get the names {@code column_N}, so that no value is lost
     */
    public String json(List<String> cells) {
        JsonObject row = new JsonObject();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            if (!MISSING.contains(cell)) {
                boolean known = column < types.length;
                String path = known ? header.get(column) : "column_" + (column + 1);
                put(row, path, value(cell, known ? types[column] : FieldType.STRING));
            }
        }
        return gson.toJson(row);
    }

    private static JsonElement value(String cell, FieldType type) {
        FieldValues value = new FieldValues(1);
        CellValue.put(cell, type, value, 0);
        return switch (value.kind(0)) {
            case LONG, DOUBLE ->
                new JsonPrimitive(new BigDecimal(cell)); // as written in the file: 250000, not 250000.0
            case BOOLEAN -> new JsonPrimitive(value.bool(0));
            default -> new JsonPrimitive(cell);
        };
    }

    private static void put(JsonObject row, String path, JsonElement value) {
        JsonObject object = row;
        int start = 0;
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', start)) {
            String outer = path.substring(start, dot);
            if (!(object.get(outer) instanceof JsonObject)) {
                object.add(outer, new JsonObject());
            }
            object = object.getAsJsonObject(outer);
            start = dot + 1;
        }
        object.add(path.substring(start), value);
    }
}
