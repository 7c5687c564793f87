package io.riskstream.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.enrich.record.RecordFormat;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
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

    private static String faultOf(Map<String, Object> options) {
        return assertThrows(IllegalArgumentException.class, () -> new Lookup(options))
                .getMessage();
    }

    private static void assertFault(String expected, Map<String, Object> options) {
        String fault = faultOf(options);
        assertTrue(fault.contains(expected), fault);
        assertTrue(fault.contains("'county'"), () -> "the look-up is not named: " + fault);
    }

    @Test
    void itsFieldsLieUnderItsNameInTheOrderDeclared() {
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
    void whatIsNotSaidHasADefault() {
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
    void anUnknownOptionIsAnErrorWithTheNearest() {
        assertFault("unknown option 'onmiss'; did you mean 'onMiss'?", with("onmiss", "PASS"));
    }

    @Test
    void anUnknownTypeIsAnErrorWithTheNearest() {
        assertFault(
                "field 'density' cannot be of type 'dubble'; did you mean 'double'?",
                with("fields", Map.of("density", "dubble")));
    }

    @Test
    void aTypeThatOnlySchemasHaveIsAnError() {
        assertFault("cannot be of type 'list'", with("fields", Map.of("density", "list")));
    }

    @Test
    void namesThatARuleCouldNotReadAreErrors() {
        String fault = faultOf(with("name", "2nd-county"));
        assertTrue(fault.contains("'name' must be letters"), fault);
        assertFault("field 'median income' must be letters", with("fields", Map.of("median income", "long")));
        assertFault("names no field", with("fields", Map.of()));
    }

    @Test
    void aDefaultForAMissNeedsDefaults() {
        assertFault("needs option 'defaults'", with("onMiss", "DEFAULT"));
        assertFault("needs option 'defaults'", with("onMiss", "DEFAULT", "defaults", Map.of()));
    }

    @Test
    void defaultsThatWouldNeverBeUsedAreAnError() {
        assertFault("onMiss is REJECT", with("onMiss", "REJECT", "defaults", Map.of("density", 1.0)));
    }

    @Test
    void aDefaultOfAnUnknownFieldIsAnErrorWithTheNearest() {
        assertFault(
                "no field 'densty'; did you mean 'density'?",
                with("onMiss", "DEFAULT", "defaults", Map.of("densty", 1.0)));
    }

    @Test
    void aDefaultOfAnotherTypeIsAnError() {
        assertFault(
                "'density' is declared as double, and 'many' is not",
                with("onMiss", "DEFAULT", "defaults", Map.of("density", "many")));
        assertFault(
                "'n' is declared as long, and '1.5' is not",
                with("onMiss", "DEFAULT", "fields", Map.of("n", "long"), "defaults", Map.of("n", 1.5)));
    }

    @Test
    void aWholeNumberIsADefaultForADouble() {
        FieldValues defaults = new Lookup(with("onMiss", "DEFAULT", "defaults", Map.of("density", 90))).defaults();
        assertEquals(90.0, defaults.object(0));
    }

    @Test
    void anEventCannotWaitForNoTime() {
        assertFault("'deadlineMillis' must be at least 1", with("deadlineMillis", 0));
    }

    @Test
    void itIsNotTheSameToTheCacheOnceItsTypesOrItsAgeDiffer() {
        String one = new Lookup(COUNTY).toString();
        assertEquals(one, new Lookup(with("onError", "REJECT", "staleMillis", 5)).toString());
        assertTrue(!one.equals(new Lookup(with("maxAgeMillis", 5)).toString()));
        String other = new Lookup(with("fields", Map.of("density", "long"))).toString();
        assertTrue(!one.equals(other), other);
    }
}
