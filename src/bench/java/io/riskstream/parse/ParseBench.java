package io.riskstream.parse;

import io.riskstream.bench.CpuTime;
import io.riskstream.bench.Workload;
import io.riskstream.event.EventType;
import io.riskstream.event.RejectionCode;
import io.riskstream.validate.EventSchema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;

/** Parses claims of {@link Workload} into fields with the byte reader, with jackson-core, and with Gson, in thread CPU time. */
@Command(
        name = "parse",
        description = "Measures the JSON readers on claims of 600 bytes, in CPU time.",
        mixinStandardHelpOptions = true)
public final class ParseBench implements Callable<Integer> {
    private static final int CLAIMS = 1_000;
    private static final int OPERATIONS = 50_000;
    private static final int MAX_DEPTH = 64;

    @Override
    public Integer call() {
        EventType type = Workload.type(new EventSchema(Workload.schemaFile()), Workload.lookups());
        byte[][] claims = claims();
        JsonByteReader bytes = new JsonByteReader(type, MAX_DEPTH);
        JacksonFields jackson = new JacksonFields(type, MAX_DEPTH);
        JsonTextReader gson = new JsonTextReader(type, MAX_DEPTH);
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
        contestants.put("Gson JsonReader (JsonTextReader)", i -> {
            try {
                gson.read(Utf8Decoder.text(claims[i % CLAIMS]));
            } catch (UnparsableEventException e) {
                throw new IllegalStateException(RejectionCode.PARSE_JSON, e);
            }
        });
        CpuTime.print(contestants, OPERATIONS);
        return 0;
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
