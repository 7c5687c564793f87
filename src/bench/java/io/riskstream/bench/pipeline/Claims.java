package io.riskstream.bench.pipeline;

import io.riskstream.bench.Workload;
import io.riskstream.enrich.cache.ZipfKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;

/**
 * The claims of a run, the same in each run. The keys of their records have a Zipf distribution with exponent 0.99, 55,000 for each of six look-ups,
 * unless a {@link Shape} defines otherwise. A near-cache of 500,000 entries thus contains nearly all records after the first third of two million claims.
 * One claim in a hundred is invalid; eight defects alternate.
 */
final class Claims {
    /** A claim as in Kafka. */
    record Claim(byte[] key, byte[] value) {}

    private static final double EXPONENT = 0.99;
    private static final int CLAIMS_PER_INVALID_ONE = 100;
    private static final List<UnaryOperator<String>> DEFECTS = List.of(
            json -> json.substring(0, 100),
            json -> json.replace("\"state\"", "\"status\""),
            json -> json.replaceFirst("\"amount\":", "\"amount\":9999999"),
            json -> json.replaceFirst("\"amount\":[0-9.]+", "\"amount\":\"much\""),
            json -> json.replaceFirst("\"state\":\"..", "\"state\":\"Ohio"),
            json -> json.replace("\"2026-03-", "\"2026-13-"),
            json -> json.replaceFirst("\"vehicles\":", "\"vehicles\":9"),
            json -> json.replaceFirst("\"region\":\"", "\"region\":\"" + "m".repeat(41)));

    private final String[] lookups = Workload.LOOKUPS.keySet().toArray(String[]::new);
    private final String[][] ids = new String[lookups.length][Workload.RECORDS];
    private final IntSupplier[] keys = new IntSupplier[lookups.length];
    private final int bytes;
    private final String filler;
    private final SplittableRandom random = new SplittableRandom(7);
    private final String[] recordIds = new String[lookups.length];
    private int next;
    private int invalid;

    Claims() {
        this(Shape.COMMON);
    }

    Claims(Shape shape) {
        bytes = Math.min(shape.bytes(), Shape.COMMON.bytes());
        filler = shape.bytes() == bytes ? "" : shape.filler().of(shape.bytes() - bytes);
        for (int lookup = 0; lookup < lookups.length; lookup++) {
            keys[lookup] =
                    shape.even() ? evenKeys(1 + lookup) : new ZipfKeys(Workload.RECORDS, EXPONENT, 1 + lookup)::next;
            for (int number = 0; number < Workload.RECORDS; number++) {
                ids[lookup][number] = Workload.id(lookups[lookup], number);
            }
        }
    }

    private static IntSupplier evenKeys(long seed) {
        SplittableRandom keys = new SplittableRandom(seed);
        return () -> keys.nextInt(Workload.RECORDS);
    }

    /** Returns the next claim; its number in {@link Workload#numberOf} counts from 0. */
    Claim next() {
        for (int lookup = 0; lookup < lookups.length; lookup++) {
            recordIds[lookup] = ids[lookup][keys[lookup].getAsInt()];
        }
        String json = Workload.claim(random, next++, recordIds, bytes);
        if (!filler.isEmpty()) {
            json = json.substring(0, json.length() - 1) + filler + "}";
        }
        String id = json.substring(7, 43);
        if (random.nextInt(CLAIMS_PER_INVALID_ONE) == 0) {
            json = DEFECTS.get(invalid++ % DEFECTS.size()).apply(json);
        }
        return new Claim(id.getBytes(StandardCharsets.US_ASCII), json.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the number of invalid claims so far. */
    int invalid() {
        return invalid;
    }
}
