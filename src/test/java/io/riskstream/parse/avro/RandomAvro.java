package io.riskstream.parse.avro;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Random schemas, and random values of a schema as org.apache.avro represents them without conversions. */
final class RandomAvro {
    private static final String TEXTS = "abcXYZ 019._-äß€\uD83D\uDE00\u0000\"\\";

    private final Random random;
    private int names;

    RandomAvro(long seed) {
        this.random = new Random(seed);
    }

    Schema record(int depth) {
        Schema record = Schema.createRecord(name("R"), null, random.nextBoolean() ? "a.b" : "a.c", false);
        List<Schema.Field> fields = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Schema type = random.nextInt(12) == 0
                    ? Schema.createUnion(Schema.create(Schema.Type.NULL), record) // recursive
                    : type(depth);
            fields.add(new Schema.Field("f" + i, type));
        }
        record.setFields(fields);
        return record;
    }

    private String name(String prefix) {
        return prefix + names++;
    }

    private Schema type(int depth) {
        int kind = random.nextInt(depth > 0 ? 14 : 10);
        return switch (kind) {
            case 0 -> Schema.create(Schema.Type.BOOLEAN);
            case 1 -> integer();
            case 2, 3 -> whole();
            case 4 -> Schema.create(Schema.Type.FLOAT);
            case 5 -> Schema.create(Schema.Type.DOUBLE);
            case 6 -> bytes();
            case 7 -> random.nextInt(4) == 0 ? LogicalTypes.uuid().addToSchema(string()) : string();
            case 8 -> fixed();
            case 9 -> Schema.createEnum(name("E"), null, "x", List.of("RED", "GREEN", "BLUE"));
            case 10 -> Schema.createArray(type(depth - 1));
            case 11 -> Schema.createMap(type(depth - 1));
            case 12 -> union(depth - 1);
            default -> record(depth - 1);
        };
    }

    private static Schema string() {
        return Schema.create(Schema.Type.STRING);
    }

    private Schema integer() {
        Schema schema = Schema.create(Schema.Type.INT);
        return switch (random.nextInt(4)) {
            case 0 -> LogicalTypes.date().addToSchema(schema);
            case 1 -> LogicalTypes.timeMillis().addToSchema(schema);
            default -> schema;
        };
    }

    private Schema whole() {
        Schema schema = Schema.create(Schema.Type.LONG);
        List<LogicalType> types = List.of(
                LogicalTypes.timeMicros(),
                LogicalTypes.timestampMillis(),
                LogicalTypes.timestampMicros(),
                LogicalTypes.timestampNanos(),
                LogicalTypes.localTimestampMillis(),
                LogicalTypes.localTimestampMicros(),
                LogicalTypes.localTimestampNanos());
        int index = random.nextInt(2 * types.size());
        return index < types.size() ? types.get(index).addToSchema(schema) : schema;
    }

    private Schema bytes() {
        Schema schema = Schema.create(Schema.Type.BYTES);
        return switch (random.nextInt(3)) {
            case 0 -> LogicalTypes.decimal(38, random.nextInt(6)).addToSchema(schema);
            case 1 -> LogicalTypes.bigDecimal().addToSchema(schema);
            default -> schema;
        };
    }

    private Schema fixed() {
        return switch (random.nextInt(4)) {
            case 0 -> LogicalTypes.decimal(18, 2).addToSchema(Schema.createFixed(name("D"), null, "x", 8));
            case 1 -> LogicalTypes.uuid().addToSchema(Schema.createFixed(name("U"), null, "x", 16));
            case 2 -> LogicalTypes.duration().addToSchema(Schema.createFixed(name("T"), null, "x", 12));
            default -> Schema.createFixed(name("F"), null, "x", random.nextInt(5));
        };
    }

    private Schema union(int depth) {
        Schema other = type(depth);
        while (other.getType() == Schema.Type.UNION) {
            other = type(depth);
        }
        List<Schema> branches = new ArrayList<>(List.of(Schema.create(Schema.Type.NULL), other));
        if (other.getType() != Schema.Type.STRING && random.nextBoolean()) {
            branches.add(string());
        }
        if (random.nextBoolean()) {
            branches.add(branches.remove(0));
        }
        return Schema.createUnion(branches);
    }

    Object value(Schema schema, int depth) {
        return switch (schema.getType()) {
            case NULL -> null;
            case BOOLEAN -> random.nextBoolean();
            case INT ->
                schema.getLogicalType() instanceof LogicalTypes.TimeMillis
                        ? random.nextInt(86_400_000)
                        : schema.getLogicalType() != null ? random.nextInt(60_000) - 20_000 : (Object) smallOrAny();
            case LONG -> whole(schema.getLogicalType());
            case FLOAT -> random.nextBoolean() ? random.nextInt(100_000) / 100f : anyFloat();
            case DOUBLE -> random.nextBoolean() ? random.nextInt(100_000) / 100d : anyDouble();
            case BYTES -> ByteBuffer.wrap(bytesOf(schema));
            case STRING ->
                schema.getLogicalType() == null ? text() : new UUID(random.nextLong(), random.nextLong()).toString();
            case FIXED -> new GenericData.Fixed(schema, fixedOf(schema));
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (int i = size(depth); i > 0; i--) {
                    list.add(value(schema.getElementType(), depth - 1));
                }
                yield list;
            }
            case MAP -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = size(depth); i > 0; i--) {
                    map.put(random.nextInt(4) == 0 ? "f" + i : text() + i, value(schema.getValueType(), depth - 1));
                }
                yield map;
            }
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                Schema branch = branches.get(random.nextInt(branches.size()));
                yield depth <= 0 && schema.isNullable() ? null : value(branch, depth - 1);
            }
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), depth - 1)));
                yield record;
            }
        };
    }

    private int size(int depth) {
        return depth <= 0 ? 0 : random.nextInt(4);
    }

    private int smallOrAny() {
        return random.nextBoolean() ? random.nextInt(200) - 100 : random.nextInt();
    }

    private Object whole(LogicalType type) {
        long second = random.nextInt(2_000_000_000) - 500_000_000L;
        if (type == null) {
            return random.nextBoolean() ? smallOrAny() : random.nextLong();
        } else if (type instanceof LogicalTypes.TimeMicros) {
            return random.nextLong(86_400_000_000L);
        } else if (type.getName().endsWith("millis")) {
            return second * 1_000 + random.nextLong(2) * random.nextInt(1_000);
        } else if (type.getName().endsWith("micros")) {
            return second * 1_000_000 + random.nextLong(2) * random.nextInt(1_000_000);
        }
        return second * 1_000_000_000 + random.nextLong(2) * random.nextInt(1_000_000_000);
    }

    private float anyFloat() {
        float any = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(any) ? any : 1.5f;
    }

    private double anyDouble() {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) ? any : -2.5;
    }

    private byte[] bytesOf(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal) {
            return new BigInteger(random.nextBoolean() ? 30 : 100, random)
                    .negate()
                    .toByteArray();
        } else if (schema.getLogicalType() != null) {
            BinaryOutput inner = new BinaryOutput();
            inner.writeBytes(new BigInteger(random.nextBoolean() ? 20 : 90, random).toByteArray());
            inner.writeLong(random.nextInt(8) - 2);
            return inner.toByteArray();
        }
        byte[] bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] fixedOf(Schema schema) {
        byte[] bytes = new byte[schema.getFixedSize()];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int at = random.nextInt(TEXTS.codePointCount(0, TEXTS.length()));
            text.appendCodePoint(TEXTS.codePointAt(TEXTS.offsetByCodePoints(0, at)));
        }
        return text.toString();
    }

    Random random() {
        return random;
    }
}
