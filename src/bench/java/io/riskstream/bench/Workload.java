package io.riskstream.bench;

import io.riskstream.EventType;
import io.riskstream.FieldSource;
import io.riskstream.RecordStore;
import io.riskstream.enrich.Enrich;
import io.riskstream.enrich.Lookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A claim of 600 bytes with 12 validated fields, six look-ups over 330,000 records and 12 rules: the load that the design's figures are for. Made
 * up from a seed.
 */
public final class Workload {
    /** The look-ups, each with the claim's field that is its key. */
    public static final Map<String, String> LOOKUPS = new LinkedHashMap<>();

    static {
        LOOKUPS.put("customer", "customerId");
        LOOKUPS.put("policy", "policyId");
        LOOKUPS.put("county", "countyCode");
        LOOKUPS.put("market", "region");
        LOOKUPS.put("rival", "product");
        LOOKUPS.put("weather", "station");
    }

    /** Records of each look-up. */
    public static final int RECORDS = 55_000;

    private static final String SCHEMA = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
             "required": ["id", "date", "amount", "state", "customerId", "policyId", "countyCode", "region", "product", "station"],
             "properties": {
              "id": {"type": "string", "format": "uuid"}, "date": {"type": "string", "format": "date-time"},
              "amount": {"type": "number", "minimum": 0, "maximum": 10000000}, "state": {"type": "string", "pattern": "^[A-Z]{2}$"},
              "deductible": {"type": "integer", "minimum": 0}, "vehicles": {"type": "integer", "minimum": 0, "maximum": 20},
              "customerId": {"type": "string", "minLength": 1, "maxLength": 40}, "policyId": {"type": "string", "minLength": 1, "maxLength": 40},
              "countyCode": {"type": "string", "minLength": 1, "maxLength": 40}, "region": {"type": "string", "minLength": 1, "maxLength": 40},
              "product": {"type": "string", "minLength": 1, "maxLength": 40}, "station": {"type": "string", "minLength": 1, "maxLength": 40}}}
            """;

    private static final String SCORECARD = """
            scorecard: bench
            version: "1"
            rules:
              - {id: r1, when: "amount >= 5000.0", points: 10, reason: large}
              - {id: r2, when: "amount >= 20000.0", points: 20, reason: very large}
              - {id: r3, when: "deductible < 250", points: 5, reason: low deductible}
              - {id: r4, when: "vehicles > 1", points: 5, reason: several vehicles}
              - {id: r5, when: "customer.a > 500.0", points: 7, reason: customer}
              - {id: r6, when: "policy.b < 100.0", points: 7, reason: policy}
              - {id: r7, when: "county.a * 2.0 > 1200.0", points: 6, reason: county}
              - {id: r8, when: "market.b > 900.0 || market.a < 50.0", points: 4, reason: market}
              - {id: r9, when: "amount > rival.a * 20.0", points: 8, reason: rival}
              - {id: r10, when: "weather.a > 300.0 && weather.b > 300.0", points: 3, reason: weather}
              - {id: r11, when: "state in ['TX', 'FL', 'LA']", points: 3, reason: coast}
              - {id: r12, when: "customer.b + policy.a > 1500.0", points: 2, reason: history}
            bands:
              - {decision: refer, from: 40}
              - {decision: review, from: 20}
              - {decision: accept}
            """;

    private Workload() {}

    /** A file with the claim's schema. */
    public static String schemaFile() {
        return file("bench-schema", ".json", SCHEMA);
    }

    /** A file with the scorecard. */
    public static String scorecardFile() {
        return file("bench-scorecard", ".yaml", SCORECARD);
    }

    private static String file(String name, String end, String text) {
        try {
            Path file = Files.createTempFile(name, end);
            file.toFile().deleteOnExit();
            return Files.writeString(file, text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    /** A claim of 600 bytes that asks for these records. */
    public static byte[] claim(SplittableRandom random, int[] numbers) {
        StringBuilder json = new StringBuilder(640);
        json.append(String.format(
                Locale.ROOT,
                "{\"id\":\"%08x-1111-4222-8333-%012x\",\"date\":\"2026-03-%02dT10:00:00Z\",\"amount\":%.2f,\"state\":\"%s\",\"deductible\":%d,\"vehicles\":%d",
                random.nextInt(),
                random.nextLong() & 0xffffffffffffL,
                1 + random.nextInt(28),
                random.nextDouble() * 30_000,
                random.nextInt(4) == 0 ? "TX" : "NJ",
                100 * random.nextInt(10),
                random.nextInt(4)));
        int i = 0;
        for (Map.Entry<String, String> lookup : LOOKUPS.entrySet()) {
            json.append(",\"")
                    .append(lookup.getValue())
                    .append("\":\"")
                    .append(id(lookup.getKey(), numbers[i++]))
                    .append('"');
        }
        json.append(",\"note\":\"")
                .append("x".repeat(Math.max(0, 600 - json.length() - 12)))
                .append("\"}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
