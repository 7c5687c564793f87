package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.tools.events.InputRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests that every kind of invalid event becomes a dead letter with code and path, which contains the original event. */
@ExtendWith(LocalServers.class)
class BadInputIT {
    private static final String GOOD =
            "{\"id\":\"a\",\"dateOfLoss\":\"2004-09-16T00:00:00.000Z\",\"state\":\"FL\",\"totalBuildingInsuranceCoverage\":1,\"totalContentsInsuranceCoverage\":2}";

    @TempDir
    private Path directory;

    /** The values to send; the expected codes and paths are in the same order. */
    private final List<byte[]> values = new ArrayList<>();

    private final List<String> expected = new ArrayList<>();

    private void bad(String value, String codeAndPath) {
        bad(value.getBytes(StandardCharsets.UTF_8), codeAndPath);
    }

    private void bad(byte[] value, String codeAndPath) {
        values.add(value);
        expected.add(codeAndPath);
    }

    /** Returns codes and paths of the dead letters in the order in which the events were sent. */
    private List<String> rejections(String flux, LocalStorm storm) throws IOException {
        List<InputRecord> records = values.stream()
                // one key and therefore one partition, so that the offset is the index in the list
                .map(value -> new InputRecord(Optional.of(new byte[] {1}), Optional.ofNullable(value)))
                .toList();
        LocalRun run = Runs.silent(Runs.simulated(Path.of("flux", flux + ".yaml"), records.size(), 0, directory));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            RunSummary summary = run.run(kafka, redis, storm, records::iterator);
            assertEquals(0, summary.lost());
        }
        Map<Long, String> byOffset = new TreeMap<>();
        for (String line : Runs.lines(directory, "scores.jsonl")) {
            throw new AssertionError("scored: " + line);
        }
        for (String line : Runs.lines(directory, "dead-letters.jsonl")) {
            JsonObject letter = JsonParser.parseString(line).getAsJsonObject();
            int offset = letter.get("offset").getAsInt();
            List<String> all = new ArrayList<>();
            JsonArray rejections = letter.getAsJsonArray("rejections");
            rejections.forEach(rejection ->
                    all.add((rejection.getAsJsonObject().get("code").getAsString() + " "
                                    + rejection.getAsJsonObject().get("path").getAsString())
                            .strip()));
            byOffset.put((long) offset, String.join(", ", all));
            assertKept(values.get(offset), letter);
        }
        return List.copyOf(byOffset.values());
    }

    private static void assertKept(byte[] value, JsonObject letter) {
        if (letter.has("original_size")) {
            assertEquals(value.length, letter.get("original_size").getAsInt());
        } else if (letter.has("original")) {
            assertEquals(
                    new String(value, StandardCharsets.UTF_8),
                    letter.get("original").getAsString());
        } else if (letter.has("original_base64")) {
            assertEquals(
                    java.util.Base64.getEncoder().encodeToString(value),
                    letter.get("original_base64").getAsString());
        } else {
            assertEquals(0, value == null ? 0 : value.length);
        }
    }

    @Test
    void rejectsInvalidJson(LocalStorm storm) throws IOException {
        bad(GOOD.substring(0, 40), "parse.json dateOfLoss");
        bad("[" + GOOD + "]", "parse.object");
        bad(GOOD.replace("\"state\":\"FL\"", "\"state\":\"FL\",\"state\":\"FL\""), "parse.key state");
        bad(GOOD.replace("Coverage\":1", "Coverage\":NaN"), "parse.json totalBuildingInsuranceCoverage");
        bad("{\"id\":\"" + "x".repeat(5 << 20) + "\"}", "parse.size");
        bad(
                GOOD.replace("\"a\"", "{\"b\":".repeat(200) + "1" + "}".repeat(200)),
                "parse.depth " + "id" + ".b".repeat(31));
        byte[] notUtf8 = GOOD.getBytes(StandardCharsets.UTF_8);
        notUtf8[7] = (byte) 0xFF;
        bad(notUtf8, "parse.utf8");
        bad("", "parse.empty");
        bad((byte[]) null, "parse.empty");
        bad(GOOD.replace("Coverage\":1", "Coverage\":\"much\""), "schema.type totalBuildingInsuranceCoverage");
        bad(GOOD.replace("\"FL\"", "\"ZZ\""), "schema.enum state");
        bad(GOOD.replace("Coverage\":1", "Coverage\":-1"), "schema.minimum totalBuildingInsuranceCoverage");
        bad(GOOD.replace("Coverage\":1", "Coverage\":1e999"), "parse.number totalBuildingInsuranceCoverage");
        bad(GOOD.replace("\"FL\"", "\"ZZ\"").replace("\"id\":\"a\",", ""), "schema.enum state, schema.required id");
        List<String> rejections = rejections("flood-claims", storm).stream()
                .map(BadInputIT::sorted)
                .toList();
        assertEquals(expected.stream().map(BadInputIT::sorted).toList(), rejections);
    }

    private static String sorted(String codes) {
        return String.join(", ", List.of(codes.split(", ")).stream().sorted().toList());
    }

    @Test
    void rejectsInvalidCsv(LocalStorm storm) throws IOException {
        String good =
                "240,50,100004,1/8/2000,OH,100/300,500,700.00,0,450000,,,,,,0,0,1/7/2015,Parked Car,?,Trivial Damage,None,SC,Columbus,"
                        + "4 Test Ave,3,1,NO,0,0,YES,2000,0,0,2000,Ford,F150,2005,N,";
        bad(good + ",more", "parse.columns");
        bad(good.substring(0, good.length() - 1), "parse.columns");
        bad(good.replace("4 Test Ave", "\"4 Test Ave"), "parse.csv");
        bad(good.replace("1/7/2015", "7th of January"), "parse.date incident_date");
        bad(good.replace("Trivial", "Very Trivial"), "schema.enum incident_severity");
        bad(good.replace(",50,", ",fifty,"), "schema.type age");
        bad(good.replace(",50,", ",500,"), "schema.maximum age");
        bad("", "parse.empty");
        bad(good + "\n" + good, "parse.csv");
        assertEquals(expected, rejections("auto-claims", storm));
    }
}
