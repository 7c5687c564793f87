package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.Rejection;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that no field declares, and that are neither a long nor a double, are validated by their exact value. */
class ExactNumbersTest {
    private static List<String> failures(String schema, String json) {
        EventSchema events = new EventSchema(new SourceFile("event.schema.json", schema));
        EventType type = new EventType(List.of(events));
        Stage parse = new ParseJson(type, Map.of());
        Event event = TestEvents.event(Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8));
        event = event.with(((Outcome.Pass) parse.apply(event)).patch());
        Outcome outcome = new ValidateSchema(type, events).apply(event);
        return outcome instanceof Outcome.Reject reject
                ? reject.rejections().stream().map(Rejection::code).toList()
                : List.of();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\": \"integer\"} | 18446744073709551616, 1e400 | 1e-400, 0.12345678901234567890",
                "{\"type\": \"number\"} | 18446744073709551616, 1e-400, 1e99999999 |",
                "{\"type\": \"string\"} | | 1e400",
                "{\"maximum\": 18446744073709551616} | 18446744073709551616, -1e400, -1e99999999 | 18446744073709551617, 1e400, 1e99999999",
                "{\"exclusiveMinimum\": 0} | 1e-400, 1e-99999999, 1e400 | -1e-400, -1e99999999",
                "{\"multipleOf\": 3} | 18446744073709551618, 3e400 | 18446744073709551617, 1e400, 1e99999999",
                "{\"const\": 18446744073709551616} | 18446744073709551616, 18446744073709551616.0 | 18446744073709551617",
                "{\"not\": {\"const\": 18446744073709551616}} | 18446744073709551617 | 18446744073709551616"
            })
    void validatesTheExactValue(String rule, String valid, String invalid) {
        String schema = "{\"properties\": {\"known\": true}, \"additionalProperties\": " + rule + "}";
        for (String number : (valid == null ? "" : valid).split(", ")) {
            if (!number.isEmpty()) {
                assertEquals(List.of(), failures(schema, "{\"x\": " + number + "}"), number);
            }
        }
        for (String number : (invalid == null ? "" : invalid).split(", ")) {
            if (!number.isEmpty()) {
                assertEquals(1, failures(schema, "{\"x\": " + number + "}").size(), number);
            }
        }
    }

    @Test
    void findsEqualItemsAmongExactNumbers() {
        String schema = "{\"properties\": {\"known\": true}, \"additionalProperties\": {\"uniqueItems\": true}}";
        assertEquals(List.of(), failures(schema, "{\"x\": [18446744073709551616, 18446744073709551617]}"));
        assertEquals(List.of("schema.uniqueItems"), failures(schema, "{\"x\": [1e400, 2, 10e399]}"));
    }

    @Test
    void limitsTheExponentInCalculations() {
        assertEquals(new BigDecimal("1.5E+1000"), new ExactNumber("1.5e99999999999").decimal());
        assertEquals(new BigDecimal("-2E-1000"), new ExactNumber("-2E-2000").decimal());
        assertEquals(new BigDecimal("1E+400"), new ExactNumber("1e+0400").decimal());
    }
}
