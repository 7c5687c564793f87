package io.riskstream.parse;

import com.google.gson.JsonParser;
import io.riskstream.bench.CpuTime;
import io.riskstream.bench.Workload;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.RejectionCode;
import io.riskstream.parse.avro.AvroSchema;
import io.riskstream.parse.avro.BinaryInput;
import io.riskstream.parse.avro.EventReader;
import io.riskstream.parse.avro.InvalidAvroException;
import io.riskstream.parse.avro.JsonToAvro;
import io.riskstream.parse.value.ItemLimit;
import io.riskstream.text.SourceFile;
import io.riskstream.validate.EventSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import picocli.CommandLine.Command;

/** Parses claims of {@link Workload} into fields: JSON with the byte reader, with jackson-core, with the text reader, and Avro; in thread CPU time. */
@Command(
        name = "parse",
        description = "Measures the readers of JSON and Avro on claims of 600 bytes in JSON, in CPU time.",
        mixinStandardHelpOptions = true)
public final class ParseBench implements Callable<Integer> {
    private static final int CLAIMS = 1_000;
    private static final int OPERATIONS = 50_000;
    private static final int MAX_DEPTH = 64;

    @Override
    public Integer call() {
        EventType type = Workload.type(new EventSchema(Workload.schemaFile()), Workload.lookups());
        byte[][] claims = claims();
        JsonByteReader bytes = new JsonByteReader(type, MAX_DEPTH, new ItemLimit(1_000));
        JacksonFields jackson = new JacksonFields(type, MAX_DEPTH);
        JsonTextReader text = new JsonTextReader(type, MAX_DEPTH, new ItemLimit(1_000));
        for (byte[] claim : claims) {
            if (!bytes.read(claim)
                    || !jackson.read(claim)
                    || !bytes.values().equals(jackson.values())
                    || !bytes.undeclared().equals(jackson.undeclared())) {
                throw new IllegalStateException("the readers disagree on " + new String(claim, StandardCharsets.UTF_8));
            }
        }
        Map<String, IntConsumer> contestants = new LinkedHashMap<>();
        contestants.put("JsonByteReader", i -> check(bytes.read(claims[i % CLAIMS])));
        contestants.put("jackson-core", i -> check(jackson.read(claims[i % CLAIMS])));
        contestants.put("JsonTextReader", i -> {
            try {
                text.read(Utf8Decoder.text(claims[i % CLAIMS]));
            } catch (UnparsableEventException e) {
                throw new IllegalStateException(RejectionCode.PARSE_JSON, e);
            }
        });
        avro(contestants, type, claims);
        CpuTime.print(contestants, OPERATIONS);
        return 0;
    }

    /** Adds the readers of the same claims in Avro: the own one, and the generic one of the library with a reused record, whose values are then set in slots. */
    private static void avro(Map<String, IntConsumer> contestants, EventType type, byte[][] claims) {
        add(contestants, type, claims, "EventReader (Avro)", "\"string\"", "\"double\"");
        add(
                contestants,
                type,
                claims,
                "EventReader (timestamp, decimal)",
                "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}",
                "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 12, \"scale\": 2}");
        String text = avroSchema("\"string\"", "\"double\"");
        byte[][] events = avroClaims(text, claims);
        Schema schema = new Schema.Parser().parse(text);
        GenericDatumReader<GenericRecord> generic = new GenericDatumReader<>(schema);
        int[] slots = schema.getFields().stream()
                .mapToInt(field -> type.find(field.name()).orElse(-1))
                .toArray();
        BinaryDecoder[] decoder = {null};
        GenericRecord[] reused = {null};
        contestants.put("GenericDatumReader into fields", i -> {
            try {
                decoder[0] = DecoderFactory.get().binaryDecoder(events[i % CLAIMS], decoder[0]);
                reused[0] = generic.read(reused[0], decoder[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            FieldValues values = new FieldValues(type.size());
            for (int field = 0; field < slots.length; field++) {
                if (slots[field] >= 0) {
                    set(values, slots[field], reused[0].get(field));
                }
            }
        });
    }

    private static void set(FieldValues values, int slot, Object value) {
        if (value instanceof Utf8 text) {
            values.setString(slot, text.toString());
        } else if (value instanceof Integer number) {
            values.setInteger(slot, number);
        } else if (value instanceof Double number) {
            values.setNumber(slot, number);
        } else {
            throw new IllegalStateException("the claim has no such value");
        }
    }

    private static void add(
            Map<String, IntConsumer> contestants,
            EventType type,
            byte[][] claims,
            String name,
            String date,
            String amount) {
        String text = avroSchema(date, amount);
        byte[][] events = avroClaims(text, claims);
        EventReader reader = EventReader.compile(AvroSchema.parse(new SourceFile("claim.avsc", text)), type);
        BinaryInput input = new BinaryInput();
        contestants.put(name, i -> {
            byte[] event = events[i % CLAIMS];
            input.start(event, 0, event.length, MAX_DEPTH, 1_000);
            try {
                check(reader.read(input, reader.newValues()).size() <= 1);
            } catch (InvalidAvroException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static String avroSchema(String date, String amount) {
        StringBuilder schema = new StringBuilder("{\"type\": \"record\", \"name\": \"Claim\", \"fields\": [");
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id", "\"string\"");
        fields.put("date", date);
        fields.put("amount", amount);
        fields.put("state", "\"string\"");
        fields.put("deductible", "\"int\"");
        fields.put("vehicles", "[\"null\", \"int\"]");
        Workload.LOOKUPS.values().forEach(field -> fields.put(field, "\"string\""));
        fields.put("note", "\"string\"");
        fields.forEach((name, kind) -> schema.append(
                "{\"name\": \"" + name + "\", \"type\": " + kind + "}" + (name.equals("note") ? "]}" : ", ")));
        return schema.toString();
    }

    private static byte[][] avroClaims(String schema, byte[][] claims) {
        JsonToAvro encoder = new JsonToAvro(AvroSchema.parse(new SourceFile("claim.avsc", schema)));
        return Arrays.stream(claims)
                .map(claim -> encoder.encode(JsonParser.parseString(new String(claim, StandardCharsets.UTF_8))
                        .getAsJsonObject()))
                .toArray(byte[][]::new);
    }

    private static byte[][] claims() {
        SplittableRandom random = new SplittableRandom(1);
        byte[][] claims = new byte[CLAIMS][];
        for (int i = 0; i < CLAIMS; i++) {
            String[] ids = Workload.LOOKUPS.keySet().stream()
                    .map(lookup -> Workload.id(lookup, random.nextInt(Workload.RECORDS)))
                    .toArray(String[]::new);
            claims[i] = Workload.claim(random, i, ids).getBytes(StandardCharsets.UTF_8);
        }
        if (Arrays.stream(claims).anyMatch(claim -> claim.length != 600)) {
            throw new IllegalStateException("a claim does not have 600 bytes");
        }
        return claims;
    }

    private static void check(boolean read) {
        if (!read) {
            throw new IllegalStateException("a claim was not read");
        }
    }
}
