package io.riskstream.api.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsFileTest {
    private static SettingsFile of(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return SettingsFile.of("test.properties", "conf/all.properties", properties);
    }

    private static String mistakes(SettingsFile file) {
        return assertThrows(ConfigurationException.class, file::check).getMessage();
    }

    @Test
    void valuesHaveTheirTypes() {
        SettingsFile file = of(Map.of(
                "text", " a ", "list", "a, b,,c", "int", "7", "number", "0.5", "bool", "true", "time", "90s", "none",
                ""));
        assertEquals(Optional.of("a"), file.text("text"));
        assertEquals(List.of("a", "b", "c"), file.texts("list"));
        assertEquals(7, file.integer("int", 0, 9, 1));
        assertEquals(0.5, file.number("number", 0, 1, 1));
        assertTrue(file.bool("bool", false));
        assertEquals(Duration.ofSeconds(90), file.duration("time", Duration.ZERO));
        assertEquals(Optional.empty(), file.text("none"));
        assertEquals(Duration.ofDays(1), file.duration("absent", Duration.ofDays(1)));
        file.check();
    }

    @Test
    void anUnknownKeyIsAMistakeWithTheNearestOne() {
        SettingsFile file = of(Map.of("server.prot", "1"));
        file.integer("server.port", 0, 9, 1);
        String mistakes = mistakes(file);
        assertTrue(mistakes.contains("test.properties"), mistakes);
        assertTrue(mistakes.contains("unknown key 'server.prot'; did you mean 'server.port'?"), mistakes);
        assertTrue(mistakes(of(Map.of("x", "1"))).contains("conf/all.properties describes all keys"));
    }

    @Test
    void everyWrongValueIsReported() {
        SettingsFile file = of(Map.of("int", "10", "number", "x", "bool", "yes", "time", "5", "password", "secret123"));
        file.integer("int", 0, 9, 1);
        file.number("number", 0, 1, 1);
        file.bool("bool", false);
        file.duration("time", Duration.ZERO);
        file.secret("password");
        file.requiredText("missing", "a word");
        String mistakes = mistakes(file);
        assertEquals(6, mistakes.lines().count(), mistakes);
        assertTrue(mistakes.contains("'int' must be a whole number from 0 to 9, not '10'"), mistakes);
        assertTrue(mistakes.contains("'missing' is missing; set it to a word"), mistakes);
        assertTrue(!mistakes.contains("secret123"), mistakes);
    }
}
