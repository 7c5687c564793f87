package io.riskstream.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.enrich.record.RecordFormat;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.stage.OnError;
import io.riskstream.stage.OnMiss;
import io.riskstream.stage.ValidityToken;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LookupTest {
    private static final Map<String, Object> COUNTY =
            Map.of("name", "county", "key", "county:{countyCode}", "fields", Map.of("density", "double"));

    private static Map<String, Object> with(Object... namesAndValues) {
        Map<String, Object> options = new HashMap<>(COUNTY);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }

    private static String messageFor(Map<String, Object> options) {
        return assertThrows(IllegalArgumentException.class, () -> new Lookup(options))
                .getMessage();
    }

    private static void assertRejected(String expected, Map<String, Object> options) {
        String message = messageFor(options);
        assertTrue(message.contains(expected), message);
        assertTrue(message.contains("'county'"), () -> "the look-up is not named: " + message);
    }

    @Test
    void addsItsFieldsUnderItsNameInTheDeclaredOrder() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", "String");
        fields.put("median_income", "LONG");
        fields.put("density", "double");
        fields.put("coastal", "Boolean");
        assertEquals(
                List.of(
                        new Field("county.name", FieldType.STRING),
                        new Field("county.median_income", FieldType.LONG),
                        new Field("county.density", FieldType.DOUBLE),
                        new Field("county.coastal", FieldType.BOOLEAN)),
                new Lookup(with("fields", fields)).fields());
    }

    @Test
    void hasDefaultsForAllOptionalOptions() {
        Lookup county = new Lookup(COUNTY);
        assertEquals(OnMiss.PASS, county.onMiss());
        assertEquals(OnError.PASS, county.onError());
        assertEquals(Optional.empty(), county.deadline());
        assertEquals(Optional.empty(), county.maxAge(ValidityToken.tracked()));
        assertEquals(Optional.of(Duration.ofMinutes(1)), county.maxAge(ValidityToken.byAge()));
        assertEquals(Duration.ZERO, county.maxStale());
        assertEquals(RecordFormat.JSON, county.format());
    }

    @Test
    void rejectsAnUnknownOptionAndShowsTheNearest() {
        assertRejected("unknown option 'onmiss'; did you mean 'onMiss'?", with("onmiss", "PASS"));
    }

    @Test
    void rejectsAnUnknownTypeAndShowsTheNearest() {
        assertRejected(
                "field 'density' has the unknown type 'dubble'; did you mean 'double'?",
                with("fields", Map.of("density", "dubble")));
    }

    @Test
    void rejectsATypeThatOnlySchemasHave() {
        assertRejected("has the unknown type 'list'", with("fields", Map.of("density", "list")));
    }

    @Test
    void rejectsNamesThatARuleCannotContain() {
        String message = messageFor(with("name", "2nd-county"));
        assertTrue(message.contains("'name' must consist of letters"), message);
        assertRejected(
                "field 'median income' must consist of letters", with("fields", Map.of("median income", "long")));
        assertRejected("'fields' contains no field", with("fields", Map.of()));
    }

    @Test
    void requiresDefaultsForOnMissDefault() {
        assertRejected("requires option 'defaults'", with("onMiss", "DEFAULT"));
        assertRejected("requires option 'defaults'", with("onMiss", "DEFAULT", "defaults", Map.of()));
    }

    @Test
    void rejectsDefaultsThatWouldNeverBeUsed() {
        assertRejected("onMiss is REJECT", with("onMiss", "REJECT", "defaults", Map.of("density", 1.0)));
    }

    @Test
    void rejectsADefaultOfAnUnknownFieldAndShowsTheNearest() {
        assertRejected(
                "no field 'densty'; did you mean 'density'?",
                with("onMiss", "DEFAULT", "defaults", Map.of("densty", 1.0)));
    }

    @Test
    void rejectsADefaultOfAnotherType() {
        assertRejected(
                "'density' is declared as double, and 'many' is not of this type",
                with("onMiss", "DEFAULT", "defaults", Map.of("density", "many")));
        assertRejected(
                "'n' is declared as long, and '1.5' is not of this type",
                with("onMiss", "DEFAULT", "fields", Map.of("n", "long"), "defaults", Map.of("n", 1.5)));
    }

    @Test
    void acceptsAWholeNumberAsDefaultOfADouble() {
        FieldValues defaults = new Lookup(with("onMiss", "DEFAULT", "defaults", Map.of("density", 90))).defaults();
        assertEquals(90.0, defaults.object(0));
    }

    @Test
    void rejectsADeadlineOfZero() {
        assertRejected("'deadlineMillis' must be at least 1", with("deadlineMillis", 0));
    }

    @Test
    void hasAnotherDescriptionIfItsTypesOrItsMaximumAgeDiffer() {
        String description = new Lookup(COUNTY).toString();
        assertEquals(description, new Lookup(with("onError", "REJECT", "staleMillis", 5)).toString());
        assertTrue(!description.equals(new Lookup(with("maxAgeMillis", 5)).toString()));
        String other = new Lookup(with("fields", Map.of("density", "long"))).toString();
        assertTrue(!description.equals(other), other);
    }

    @Test
    void rejectsAKeyThatIsNoTemplate() {
        assertEquals(
                "template 'cpi:{day|mnth}': no conversion '|mnth'; did you mean 'month'?",
                messageFor(with("key", "cpi:{day|mnth}")));
        assertEquals("template 'cpi:{day': '{' without '}'", messageFor(with("key", "cpi:{day")));
    }
}
