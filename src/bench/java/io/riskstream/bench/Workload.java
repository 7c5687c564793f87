package io.riskstream.bench;

import io.riskstream.enrich.Enrich;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldSource;
import io.riskstream.stage.RecordStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The reference workload, generated from a seed: a claim of 600 bytes with 12 validated fields, six look-ups over 330,000 records and 12 rules. The
 * pipelines {@code flux/bench-claims*.yaml} and {@code topologies/bench-claims/} process the same workload.
 */
public final class Workload {
    /** The look-ups, each with the claim's field in its key. */
    public static final Map<String, String> LOOKUPS = new LinkedHashMap<>();

    static {
        LOOKUPS.put("customer", "customerId");
        LOOKUPS.put("policy", "policyId");
        LOOKUPS.put("county", "countyCode");
        LOOKUPS.put("market", "region");
        LOOKUPS.put("rival", "product");
        LOOKUPS.put("weather", "station");
    }

    /** The number of records of each look-up. */
    public static final int RECORDS = 55_000;

    private static final int BYTES = 600;
    private static final String DIRECTORY = "topologies/bench-claims/";

    private Workload() {}

    /** Returns the file with the claim's schema. */
    public static String schemaFile() {
        return DIRECTORY + "event.schema.json";
    }

    /** Returns the file with the scorecard. */
    public static String scorecardFile() {
        return DIRECTORY + "scorecard.yaml";
    }

    public static List<Lookup> lookups() {
        List<Lookup> lookups = new ArrayList<>();
        LOOKUPS.forEach((name, field) -> lookups.add(new Lookup(
                Map.of("name", name, "key", name + ":{" + field + "}", "fields", fields(), "deadlineMillis", 10_000))));
        return lookups;
    }

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("a", "double");
        fields.put("b", "double");
        return fields;
    }

    public static EventType type(FieldSource schema, List<Lookup> lookups) {
        List<FieldSource> sources = new ArrayList<>(List.of(schema));
        sources.addAll(lookups);
        return new EventType(sources);
    }

    public static Enrich enrich(EventType type, RecordStore store, List<Lookup> lookups, int entries) {
        return new Enrich(type, store, lookups, Map.of("cacheEntries", entries));
    }

    public static String id(String lookup, int number) {
        return lookup.substring(0, 1) + String.format(Locale.ROOT, "%07d", number * 13);
    }

    public static String record(String lookup, int number) {
        SplittableRandom random = new SplittableRandom(31L * lookup.hashCode() + number);
        return String.format(
                Locale.ROOT, "{\"a\":%.2f,\"b\":%.2f}", random.nextDouble() * 1_000, random.nextDouble() * 1_000);
    }

    /**
     * Returns a valid claim of 600 bytes.
     *
     * @param number the end of its id, see {@link #numberOf}
     * @param ids the ids of its records, in the order of {@link #LOOKUPS}
     */
    public static String claim(SplittableRandom random, long number, String[] ids) {
        return claim(random, number, ids, BYTES);
    }

    /** Returns a valid claim of this size, at least 280 bytes. */
    public static String claim(SplittableRandom random, long number, String[] ids, int bytes) {
        StringBuilder json = new StringBuilder(bytes);
        json.append("{\"id\":\"");
        hex(json, random.nextInt() & 0xffffffffL, 8);
        json.append("-1111-4222-8333-");
        hex(json, number, 12);
        json.append("\",\"date\":\"2026-03-").append(10 + random.nextInt(19));
        int cents = random.nextInt(3_000_000);
        json.append("T10:00:00Z\",\"amount\":").append(cents / 100).append('.').append(cents / 10 % 10);
        json.append(cents % 10).append(",\"state\":\"").append(random.nextInt(4) == 0 ? "TX" : "NJ");
        json.append("\",\"deductible\":").append(100 * random.nextInt(10));
        json.append(",\"vehicles\":").append(random.nextInt(4));
        int i = 0;
        for (String field : LOOKUPS.values()) {
            json.append(",\"").append(field).append("\":\"").append(ids[i++]).append('"');
        }
        json.append(",\"note\":\"");
        json.append("x".repeat(bytes - json.length() - 2)).append("\"}");
        return json.toString();
    }

    private static void hex(StringBuilder text, long number, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            text.append(Character.forDigit((int) (number >>> (4 * i)) & 0xf, 16));
        }
    }

    /** Returns the number in a claim's id, which is also its record's key. */
    public static int numberOf(byte[] id) {
        int number = 0;
        for (int i = id.length - 12; i < id.length; i++) {
            number = number << 4 | Character.digit(id[i], 16);
        }
        return number;
    }
}
