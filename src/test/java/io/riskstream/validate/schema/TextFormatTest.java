package io.riskstream.validate.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "date | 2005-08-28 | true",
                "date | 2005-02-29 | false",
                "date-time | 2005-08-28T06:10:00.000Z | true",
                "date-time | 2005-08-28 | false",
                "uuid | 2f1b3c4d-0000-4a5B-8c7d-9e0F1a2b3c4d | true",
                "uuid | 2f1b3c4d-0000-4a5b-8c7d-9e0f1a2b3c4 | false",
                "uuid | 2f1b3c4d00000-4a5b-8c7d-9e0f1a2b3c4d | false",
                "uuid | 2f1b3c4g-0000-4a5b-8c7d-9e0f1a2b3c4d | false",
                "email | a.b+c@example.co.uk | true",
                "email | a@localhost | true",
                "email | a | false",
                "email | @b.c | false",
                "email | a@ | false",
                "email | a..b@c.d | false",
                "email | .a@c.d | false",
                "email | a.@c.d | false",
                "email | a@b..c | false",
                "email | a@-b.c | false",
                "email | a@b-.c | false",
                "email | a@b_c.d | false",
                "email | a b@c.d | false",
                "email | a@b@c | false",
                "ipv4 | 192.0.2.255 | true",
                "ipv4 | 0.0.0.0 | true",
                "ipv4 | 192.0.2.256 | false",
                "ipv4 | 192.0.2 | false",
                "ipv4 | 192.0.2.1.1 | false",
                "ipv4 | 192.0.02.1 | false",
                "ipv4 | 192..2.1 | false",
                "ipv4 | 192.0.2.1. | false",
                "ipv4 | 192.0.2.x | false"
            })
    void matchesOnlyTextsOfTheFormat(String format, String text, boolean matches) {
        assertEquals(matches, TextFormat.of(format).orElseThrow().matches(text));
    }
}
