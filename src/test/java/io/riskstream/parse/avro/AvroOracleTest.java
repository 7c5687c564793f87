package io.riskstream.parse.avro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.RejectionCode;
import io.riskstream.text.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Compares the own reader and encoder with org.apache.avro on random schemas and values. */
class AvroOracleTest {
    private static final int SCHEMAS = 400;
    private static final int VALUES = 10;
    private static final int MAX_DEPTH = 64;
    private static final String NUMBER = "number ";
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private static AvroSchema parse(Schema schema) {
        return AvroSchema.parse(new SourceFile("random.avsc", schema.toString()));
    }

    @Test
    void readsWhatTheLibraryWrites() throws IOException {
        int tooLarge = 0;
        for (int seed = 0; seed < SCHEMAS; seed++) {
            RandomAvro random = new RandomAvro(seed);
            Schema schema = random.record(3);
            EventType type = type(schema, random.random());
            EventReader reader = EventReader.compile(parse(schema), type);
            FieldTree tree = FieldTree.of(type, slot -> true);
            for (int i = 0; i < VALUES; i++) {
                Object value = random.value(schema, 6);
                byte[] bytes = written(schema, value, random.random());
                FieldValues values = reader.newValues();
                BinaryInput in = new BinaryInput();
                in.start(bytes, 0, bytes.length, MAX_DEPTH, 1_000);
                Map<String, Object> undeclared;
                try {
                    undeclared = reader.read(in, values);
                } catch (InvalidAvroException e) { // a whole number beyond 64 bits in a declared place
                    assertEquals(RejectionCode.PARSE_NUMBER, e.code());
                    tooLarge++;
                    continue;
                }
                assertSame(
                        expected(schema, value),
                        normal(document(type, tree, values, undeclared)),
                        "seed " + seed + ", schema " + schema + ", fields " + type.fields());
            }
        }
        assertTrue(tooLarge < SCHEMAS * VALUES / 20, "most values must be compared");
    }

    /** The encoder writes what both readers read as the same document. */
    @Test
    void encodesJsonAsTheLibraryReadsIt() throws IOException {
        for (int seed = 0; seed < SCHEMAS; seed++) {
            RandomAvro random = new RandomAvro(seed);
            Schema schema = random.record(2);
            if (!isUnambiguous(schema, 8)) {
                continue;
            }
            JsonToAvro encoder = new JsonToAvro(parse(schema));
            for (int i = 0; i < VALUES; i++) {
                Object expected = expected(schema, random.value(schema, 4));
                JsonObject json = GSON.toJsonTree(json(expected)).getAsJsonObject();
                byte[] bytes = encoder.encode(json);
                Object read = new GenericDatumReader<>(schema)
                        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
                assertEquals(expected, expected(schema, read), "seed " + seed + ", schema " + schema);
            }
        }
    }

    @Test
    void fingerprintsAreThoseOfTheLibrary() {
        for (int seed = 0; seed < SCHEMAS; seed++) {
            Schema schema = new RandomAvro(seed).record(3);
            assertEquals(
                    SchemaNormalization.parsingFingerprint64(schema),
                    parse(schema).fingerprint(),
                    () -> "schema " + schema);
        }
    }

    /** A damaged event is rejected or read; it never causes another exception, and takes no more than its size in work. */
    @Test
    void damagedBytesAreRejectedOrReadAsTheLibraryReadsThem() throws IOException {
        int rejected = 0;
        int same = 0;
        for (int seed = 0; seed < SCHEMAS; seed++) {
            RandomAvro random = new RandomAvro(seed);
            Schema schema = random.record(3);
            EventType type = type(schema, random.random());
            EventReader reader = EventReader.compile(parse(schema), type);
            FieldTree tree = FieldTree.of(type, slot -> true);
            byte[] bytes = written(schema, random.value(schema, 6), random.random());
            for (int i = 0; i < 4 * VALUES; i++) {
                byte[] damaged = damaged(bytes, random.random());
                FieldValues values = reader.newValues();
                BinaryInput in = new BinaryInput();
                in.start(damaged, 0, damaged.length, MAX_DEPTH, 1_000);
                try {
                    Map<String, Object> undeclared = reader.read(in, values);
                    Object read = new GenericDatumReader<>(schema)
                            .read(null, DecoderFactory.get().binaryDecoder(damaged, null));
                    assertSame(
                            expected(schema, read),
                            normal(document(type, tree, values, undeclared)),
                            "schema " + schema);
                    same++;
                } catch (InvalidAvroException e) {
                    assertTrue(e.code().startsWith("parse."), e.code());
                    rejected++;
                }
            }
        }
        if (rejected < 1_000 || same < 1_000) {
            fail("the test has lost its strength: " + rejected + " rejected, " + same + " read");
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged =
                random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 3)) : bytes.clone();
        for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    /** Declares a random part of a schema's fields, some with another type than they have. */
    private static EventType type(Schema schema, Random random) {
        List<Field> fields = new ArrayList<>();
        declare(schema, "", random, fields, 3);
        if (fields.isEmpty()) {
            fields.add(new Field("other", FieldType.STRING));
        }
        return new EventType(List.of(new FieldSource() {
            @Override
            public String name() {
                return "random";
            }

            @Override
            public List<Field> fields() {
                return fields;
            }
        }));
    }

    private static void declare(Schema record, String prefix, Random random, List<Field> fields, int depth) {
        for (Schema.Field field : record.getFields()) {
            Schema type = present(field.schema());
            String path = prefix + field.name();
            if (random.nextInt(3) == 0 || depth == 0) {
                continue;
            } else if (type.getType() == Schema.Type.RECORD && random.nextInt(4) > 0) {
                declare(type, path + ".", random, fields, depth - 1);
            } else if (type.getType() == Schema.Type.MAP && random.nextBoolean()) {
                fields.add(new Field(path + ".f1", fieldType(type.getValueType(), random)));
            } else if (type.getType() == Schema.Type.ARRAY
                    && present(type.getElementType()).getType() == Schema.Type.RECORD) {
                List<Field> items = new ArrayList<>();
                declare(present(type.getElementType()), "", random, items, depth - 1);
                fields.add(new Field(path, FieldType.LIST, items));
            } else {
                fields.add(new Field(path, fieldType(type, random)));
            }
        }
    }

    private static Schema present(Schema schema) {
        return schema.getType() == Schema.Type.UNION
                ? schema.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : schema;
    }

    private static FieldType fieldType(Schema schema, Random random) {
        if (random.nextInt(6) == 0) {
            return FieldType.ANY;
        }
        if (schema.getType() == Schema.Type.LONG && schema.getLogicalType() != null) {
            return FieldType.STRING;
        }
        return switch (schema.getType()) {
            case INT, LONG -> random.nextInt(4) == 0 ? FieldType.DOUBLE : FieldType.LONG;
            case FLOAT, DOUBLE -> random.nextInt(4) == 0 ? FieldType.LONG : FieldType.DOUBLE;
            case BOOLEAN -> FieldType.BOOLEAN;
            case ARRAY -> FieldType.LIST;
            case BYTES, FIXED -> FieldType.ANY;
            default -> FieldType.STRING;
        };
    }

    private static byte[] written(Schema schema, Object value, Random random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = random.nextBoolean()
                ? EncoderFactory.get().binaryEncoder(out, null)
                : new EncoderFactory()
                        .configureBlockSize(64)
                        .blockingBinaryEncoder(out, null); // blocks with their size
        new GenericDatumWriter<>(schema).write(value, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /** Rebuilds the document from its fields and undeclared members. */
    private static Map<String, Object> document(
            EventType type, FieldTree node, FieldValues values, Map<?, ?> undeclared) {
        Map<String, Object> document = new LinkedHashMap<>();
        undeclared.forEach((name, value) -> document.put((String) name, value));
        node.members().forEach((name, member) -> {
            if (member.isField() && values.isPresent(member.slot())) {
                document.put(name, value(type, member.slot(), values));
            } else if (!member.isField() && (member.isPresent(values) || undeclared.get(name) instanceof Map<?, ?>)) {
                Object inner = undeclared.get(name);
                document.put(name, document(type, member, values, inner instanceof Map<?, ?> map ? map : Map.of()));
            }
        });
        return document;
    }

    private static Object value(EventType type, int slot, FieldValues values) {
        Object value = values.object(slot);
        if (!(value instanceof List<?> list) || type.itemType(slot).isEmpty()) {
            return value;
        }
        EventType items = type.itemType(slot).get();
        FieldTree tree = FieldTree.of(items, each -> true);
        List<Object> documents = new ArrayList<>();
        for (Object element : list) {
            documents.add(
                    element instanceof Item item ? document(items, tree, item.values(), item.undeclared()) : element);
        }
        return documents;
    }

    private static void assertSame(Object expected, Object actual, String message) {
        if (!isSame(expected, actual)) {
            assertEquals(expected, actual, message);
        }
    }

    /** True if two documents are equal, except for decimals that a double must round. */
    private static boolean isSame(Object expected, Object actual) {
        if (expected instanceof Map<?, ?> map && actual instanceof Map<?, ?> other) {
            return map.keySet().equals(other.keySet())
                    && map.entrySet().stream().allMatch(entry -> isSame(entry.getValue(), other.get(entry.getKey())));
        } else if (expected instanceof List<?> list && actual instanceof List<?> other) {
            return list.size() == other.size()
                    && IntStream.range(0, list.size()).allMatch(i -> isSame(list.get(i), other.get(i)));
        } else if (!expected.equals(actual)
                && expected instanceof String text
                && text.startsWith(NUMBER)
                && actual instanceof String other
                && other.startsWith(NUMBER)) {
            BigDecimal exact = new BigDecimal(text.substring(NUMBER.length()));
            boolean rounds = exact.scale() > 0 || exact.abs().compareTo(BigDecimal.valueOf(1L << 53)) > 0;
            return rounds && exact.doubleValue() == Double.parseDouble(other.substring(NUMBER.length()));
        }
        return expected.equals(actual);
    }

    /** Returns a document with sorted keys and numbers as decimals, for comparison. */
    private static Object normal(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((name, member) -> sorted.put((String) name, normal(member)));
            return sorted;
        } else if (value instanceof List<?> list) {
            return list.stream().map(AvroOracleTest::normal).toList();
        } else if (value instanceof Long || value instanceof Double) {
            return number(new BigDecimal(value.toString()));
        } else if (value instanceof String || value instanceof Boolean || value == NullValue.NULL) {
            return value;
        }
        return number(new BigDecimal(value.toString())); // an exact number
    }

    private static Object number(BigDecimal number) {
        return NUMBER
                + (number.signum() == 0 ? "0" : number.stripTrailingZeros().toString());
    }

    /** Returns the normal document of a value, by the specification of Avro and of the parser. */
    private static Object expected(Schema schema, Object value) {
        return switch (schema.getType()) {
            case NULL -> NullValue.NULL;
            case BOOLEAN -> value;
            case STRING -> value.toString();
            case ENUM -> value.toString();
            case INT, LONG -> expectedWhole(schema.getLogicalType(), ((Number) value).longValue());
            case FLOAT -> decimalOrText(((Float) value).floatValue(), shortest((Float) value));
            case DOUBLE -> decimalOrText((Double) value, value.toString());
            case BYTES -> expectedBytes(schema, bytes((ByteBuffer) value));
            case FIXED -> expectedBytes(schema, ((GenericData.Fixed) value).bytes());
            case ARRAY ->
                ((List<?>) value)
                        .stream()
                                .map(element -> expected(schema.getElementType(), element))
                                .toList();
            case MAP -> {
                Map<String, Object> map = new TreeMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, member) -> map.put(key.toString(), expected(schema.getValueType(), member)));
                yield map;
            }
            case UNION -> expected(schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
            case RECORD -> {
                Map<String, Object> map = new TreeMap<>();
                schema.getFields()
                        .forEach(field -> map.put(
                                field.name(), expected(field.schema(), ((GenericData.Record) value).get(field.pos()))));
                yield map;
            }
        };
    }

    /** Java 17's Float.toString has up to two digits too many for some numbers. */
    private static String shortest(float value) {
        if (!Float.isFinite(value)) {
            return Float.toString(value);
        }
        for (int digits = 1; digits <= 9; digits++) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.floatValue() == value) {
                return rounded.toString();
            }
        }
        return Float.toString(value);
    }

    private static Object decimalOrText(double value, String text) {
        return Double.isFinite(value) ? number(new BigDecimal(text)) : text;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Object expectedBytes(Schema schema, byte[] bytes) {
        LogicalType type = schema.getLogicalType();
        if (type instanceof LogicalTypes.Decimal decimal) {
            return number(
                    new BigDecimal(bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes), decimal.getScale()));
        } else if (type == null) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (type.getName()) {
            case "uuid" -> new UUID(buffer.getLong(), buffer.getLong()).toString();
            case "duration" -> {
                buffer.order(ByteOrder.LITTLE_ENDIAN);
                yield TemporalText.duration(
                        buffer.getInt() & 0xFFFFFFFFL, buffer.getInt() & 0xFFFFFFFFL, buffer.getInt() & 0xFFFFFFFFL);
            }
            default -> number(new Conversions.BigDecimalConversion().fromBytes(ByteBuffer.wrap(bytes), schema, type));
        };
    }

    private static Object expectedWhole(LogicalType type, long value) {
        if (type == null) {
            return number(BigDecimal.valueOf(value));
        }
        String name = type.getName();
        long perSecond = name.endsWith("millis") ? 1_000 : name.endsWith("micros") ? 1_000_000 : 1_000_000_000;
        long nanosPerUnit = 1_000_000_000 / perSecond;
        try {
            if (name.equals("date")) {
                return inRange(LocalDate.ofEpochDay(value).atStartOfDay())
                        ? LocalDate.ofEpochDay(value).toString()
                        : number(BigDecimal.valueOf(value));
            } else if (name.startsWith("time-")) {
                LocalTime time = LocalTime.ofNanoOfDay(Math.multiplyExact(value, nanosPerUnit));
                return SECONDS.format(time) + fraction(time.getNano());
            }
            Instant moment = Instant.ofEpochSecond(
                    Math.floorDiv(value, perSecond), Math.floorMod(value, perSecond) * nanosPerUnit);
            LocalDateTime time = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
            return inRange(time)
                    ? time.toLocalDate() + "T" + SECONDS.format(time) + fraction(time.getNano())
                            + (name.startsWith("local") ? "" : "Z")
                    : number(BigDecimal.valueOf(value));
        } catch (DateTimeException | ArithmeticException e) {
            return number(BigDecimal.valueOf(value));
        }
    }

    private static boolean inRange(LocalDateTime time) {
        return time.getYear() >= 0 && time.getYear() <= 9999;
    }

    /** Returns the fraction of a second with 0, 3, 6 or 9 digits. */
    private static String fraction(int nanos) {
        String digits = Integer.toString(1_000_000_000 + nanos).substring(1);
        return nanos == 0 ? "" : "." + digits.substring(0, nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9);
    }

    /** Returns an expected document as values for Gson. */
    private static Object json(Object normal) {
        if (normal instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put((String) name, json(member)));
            return members;
        } else if (normal instanceof List<?> list) {
            return list.stream().map(AvroOracleTest::json).collect(Collectors.toCollection(ArrayList::new));
        } else if (normal == NullValue.NULL) {
            return null;
        }
        return normal instanceof String text && text.startsWith(NUMBER)
                ? new BigDecimal(text.substring(NUMBER.length()))
                : normal;
    }

    /** True if each value of the schema fits one branch of each union. */
    private static boolean isUnambiguous(Schema schema, int depth) {
        return depth == 0
                || switch (schema.getType()) {
                    case UNION -> schema.getTypes().size() == 2 && isUnambiguous(present(schema), depth - 1);
                    case ARRAY -> isUnambiguous(schema.getElementType(), depth - 1);
                    case MAP -> isUnambiguous(schema.getValueType(), depth - 1);
                    case RECORD ->
                        schema.getFields().stream().allMatch(field -> isUnambiguous(field.schema(), depth - 1));
                    default -> true;
                };
    }
}
