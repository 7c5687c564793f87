package io.riskstream.parse;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.value.CellValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/**
 * Converts records of a CSV file into JSON events, for pipelines that parse JSON. A cell gets its field's declared type if its text is valid for it;
 * otherwise it is a string, which validation reports. A missing value is omitted; an empty text in quotes is an empty string. A header such as {@code
 * location.zip} creates a nested object.
 */
public final class CsvToJson {
    private final EventType type;
    private final List<String> header;
    private final FieldType[] types;
    private final Gson gson = new GsonBuilder().disableHtmlEscaping().create();

    /**
     * Creates a converter for records with this header.
     *
     * @param texts the fields that stay texts whatever their type is, because the parser of the pipeline converts them from their formats
     * @throws IllegalArgumentException if the header contains a column twice, or one inside another
     */
    public CsvToJson(EventType type, List<String> header, Set<String> texts) {
        CsvFormat.duplicate(header).ifPresent(message -> {
            throw new IllegalArgumentException("CSV header: " + message);
        });
        this.type = type;
        this.header = List.copyOf(header);
        this.types = new FieldType[header.size()];
        for (int column = 0; column < types.length; column++) {
            checkNesting(header.get(column));
            int slot = type.find(header.get(column)).orElse(-1);
            boolean typed = slot >= 0 && type.arrives(slot) && !texts.contains(header.get(column));
            types[column] = typed ? type.field(slot).type() : FieldType.STRING;
        }
    }

    private void checkNesting(String path) {
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            String outer = path.substring(0, dot);
            if (header.contains(outer)) {
                throw new IllegalArgumentException(
                        "CSV header: column '" + path + "' is inside column '" + outer + "'; rename one");
            }
        }
    }

    /**
     * Returns one record as a JSON object.
     *
     * @param cells the cells of the record, at least as many as the header has columns; further ones are members {@code column_N}
     * @throws IllegalArgumentException if a further cell has the name of a column or of a declared field
     */
    public String json(CsvCells cells, CsvFormat format) {
        JsonObject row = new JsonObject();
        for (int column = 0; column < types.length; column++) {
            if (!format.isMissing(cells, column)) {
                put(row, header.get(column), value(cells.text(column), types[column]));
            }
        }
        for (int column = types.length; column < cells.count(); column++) {
            if (!format.isMissing(cells, column)) {
                row.addProperty(unnamed(column), cells.text(column));
            }
        }
        return gson.toJson(row);
    }

    private String unnamed(int column) {
        String name = CsvFormat.unnamedColumn(column);
        if (CsvColumns.isUsed(name, header, type)) {
            throw new IllegalArgumentException("the name '" + name + "' of a further cell is already in use");
        }
        return name;
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
