package io.riskstream.api.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.settings.SettingsFile;
import io.riskstream.text.ConfigurationException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SubmitSettingsTest {
    private static SubmitSettings read(String kafkaTimeout, String keep) {
        Properties properties = new Properties();
        properties.setProperty("submit.kafka.timeout", kafkaTimeout);
        properties.setProperty("idempotency.keep", keep);
        SettingsFile file = SettingsFile.of("api.properties", "conf/api.properties", properties);
        SubmitSettings settings = SubmitSettings.of(file);
        file.check();
        return settings;
    }

    private static String problem(String kafkaTimeout, String keep) {
        return assertThrows(ConfigurationException.class, () -> read(kafkaTimeout, keep))
                .getMessage();
    }

    @Test
    void aKeyIsRememberedLongerThanAnAttemptLasts() {
        assertEquals(Duration.ofMillis(12_001), read("8s", "12001ms").keepKeys());
        String problem = problem("8s", "12s");
        assertTrue(problem.contains("'idempotency.keep' must be longer than 12000ms"), problem);
    }

    @Test
    void aTimeInWhichNoProducerCanRepeatARequestIsRefused() {
        assertEquals(Duration.ofSeconds(1), read("1s", "24h").deliveryTimeout());
        String problem = problem("999ms", "24h");
        assertTrue(problem.contains("'submit.kafka.timeout' must be at least 1s"), problem);
    }
}
