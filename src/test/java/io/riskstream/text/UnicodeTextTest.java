package io.riskstream.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnicodeTextTest {
    @Test
    void isEncodableIfUtf8GivesTheSameTextAgain() {
        List<String> parts = List.of(
                "", "a", "\u00e9", "?", "\uD83C\uDF0A", "\uD83C", "\uDF0A", "\uDBFF", "\uDC00", "\uFFFD", "\uE000");
        for (String first : parts) {
            for (String second : parts) {
                for (String third : parts) {
                    String text = first + second + third;
                    String again = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
                    assertEquals(
                            text.equals(again),
                            UnicodeText.isEncodable(text),
                            () -> text.chars().boxed().toList().toString());
                }
            }
        }
    }
}
