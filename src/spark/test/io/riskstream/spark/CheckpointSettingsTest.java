package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointSettingsTest {
    private static final Map<String, String> SETTINGS =
            Map.of("groups", "state, countyCode", "window", "1h", "watermark", "1h");

    @TempDir
    private Path directory;

    private void check(String pipeline, Map<String, String> changes) throws IOException {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(changes);
        all.put("checkpoint", directory.toString());
        CheckpointSettings.check(SparkSettingsTest.settings(all), pipeline, new Configuration());
    }

    private String refusal(String pipeline, Map<String, String> changes) {
        return assertThrows(IllegalArgumentException.class, () -> check(pipeline, changes))
                .getMessage();
    }

    @Test
    void theNextStartWithTheSameSettingsContinues() throws IOException {
        check("flood-claims", Map.of());
        check("flood-claims", Map.of());
        // another form of the same settings, and others that the state does not depend on
        check(
                "flood-claims",
                Map.of("window", "60m", "groups", "countyCode,state", "watermark", "2h", "trigger", "1m"));
    }

    @Test
    void anotherSettingIsRefusedAndNamed() throws IOException {
        check("flood-claims", Map.of());
        String end = "; restore the old value, or set 'checkpoint' to a new directory";
        assertEquals(
                "the checkpoint " + directory + " belongs to 'window' = '3600s', and the settings have '600s'" + end,
                refusal("flood-claims", Map.of("window", "10m")));
        assertEquals(
                "the checkpoint " + directory
                        + " belongs to 'groups' = 'countyCode, state', and the settings have 'state'" + end,
                refusal("flood-claims", Map.of("groups", "state")));
        assertEquals(
                "the checkpoint " + directory + " belongs to 'event.time' = '', and the settings have 'dateOfLoss'"
                        + end,
                refusal("flood-claims", Map.of("event.time", "dateOfLoss")));
        assertEquals(
                "the checkpoint " + directory + " belongs to 'pipeline' = 'flood-claims', and the settings have 'fnol'"
                        + end,
                refusal("fnol", Map.of()));
        check("flood-claims", Map.of());
    }
}
