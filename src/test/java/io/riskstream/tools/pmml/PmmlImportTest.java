package io.riskstream.tools.pmml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.EventType;
import io.riskstream.event.Verdict;
import io.riskstream.score.Scorecard;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PmmlImportTest {
    private static final String FIELDS = """
            <DataDictionary>
              <DataField name="age" optype="continuous" dataType="integer"/>
              <DataField name="area" optype="categorical" dataType="string"/>
              <DataField name="value" optype="continuous" dataType="double"/>
              <DataField name="score" optype="continuous" dataType="double"/>
            </DataDictionary>
            """;
    private static final String SCHEMA = """
            <MiningSchema>
              <MiningField name="age"/>
              <MiningField name="area"/>
              <MiningField name="value"/>
              <MiningField name="score" usageType="target"/>
            </MiningSchema>
            """;
    private static final String SCORECARD = """
            <Scorecard modelName="Motor quotes" functionName="regression" initialScore="10" useReasonCodes="false">
            %s
            <Characteristics>
              <Characteristic name="age">
                <Attribute partialScore="1.5"><SimplePredicate field="age" operator="isMissing"/></Attribute>
                <Attribute partialScore="20" reasonCode="A1"><SimplePredicate field="age" operator="lessThan" value="25"/></Attribute>
                <Attribute partialScore="8"><CompoundPredicate booleanOperator="and">
                  <SimplePredicate field="age" operator="greaterOrEqual" value="20"/>
                  <SimplePredicate field="age" operator="lessThan" value="40"/>
                </CompoundPredicate></Attribute>
                <Attribute partialScore="-3"><True/></Attribute>
              </Characteristic>
              <Characteristic name="area and value">
                <Attribute partialScore="5"><SimpleSetPredicate field="area" booleanOperator="isIn">
                  <Array n="2" type="string">"New York" FL</Array></SimpleSetPredicate></Attribute>
                <Attribute partialScore="7"><CompoundPredicate booleanOperator="surrogate">
                  <SimplePredicate field="value" operator="greaterThan" value="1000.5"/>
                  <SimplePredicate field="area" operator="equal" value="it's"/>
                  <False/>
                </CompoundPredicate></Attribute>
              </Characteristic>
            </Characteristics>
            </Scorecard>
            """.formatted(SCHEMA);

    @TempDir
    private Path directory;

    private final EventType type = new EventType(
            List.of(TestEvents.source("quote", "age:LONG", "area:STRING", "value:DOUBLE", "other:STRING")));

    private static String pmml(String model) {
        return "<?xml version=\"1.0\"?>\n<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\">\n<Header/>\n"
                + FIELDS + model + "</PMML>\n";
    }

    private static PmmlImport read(String text) {
        return new PmmlImport("model.xml", text.getBytes(StandardCharsets.UTF_8));
    }

    private Scorecard card(String text, String... bands) {
        Map<String, Optional<Double>> decisions = new LinkedHashMap<>();
        for (String band : bands) {
            int equals = band.indexOf('=');
            decisions.put(
                    equals < 0 ? band : band.substring(0, equals),
                    equals < 0 ? Optional.empty() : Optional.of(Double.parseDouble(band.substring(equals + 1))));
        }
        String yaml = read(text).scorecard(Optional.of(type), "card.yaml", decisions);
        return Scorecard.of(type, new SourceFile("card.yaml", yaml));
    }

    private Verdict score(Scorecard card, Map<String, Object> fields) {
        return card.open().score(TestEvents.event(type, fields));
    }

    private static Map<String, Object> fields(String age, String area, String value) {
        Map<String, Object> fields = new HashMap<>();
        if (age != null) {
            fields.put("age", Long.parseLong(age));
        }
        if (area != null) {
            fields.put("area", area);
        }
        if (value != null) {
            fields.put("value", Double.parseDouble(value));
        }
        return fields;
    }

    /** The expected scores are computed by hand with the rules of PMML: the first attribute that is true counts, and a missing value makes a predicate unknown. */
    @ParameterizedTest
    @CsvSource({
        "22, FL, 2000, 35", // 10 + 20 + 5: only the first attribute of each
        "30, TX, 2000, 25", // 10 + 8 + 7
        "50, New York, , 12", // 10 - 3 + 5
        "50, TX, 1000.5, 7", // the value is not greater
        "50, it's, , 14", // the surrogate of the missing value
        "50, it's, 1, 7", // no surrogate, since the value is there
        ", , , 11.5",
        ", , 5000, 18.5",
    })
    void scoresAsTheScorecardDoes(String age, String area, String value, double expected) {
        Scorecard card = card(pmml(SCORECARD), "refer=30", "accept");
        Verdict verdict = score(card, fields(age, area, value));
        assertEquals(expected, verdict.score());
        assertEquals(expected >= 30 ? "refer" : "accept", verdict.decision());
        assertEquals(List.of(), verdict.unevaluated());
    }

    @Test
    void namesTheReasonAndWhatDiffers() {
        Scorecard card = card(pmml(SCORECARD), "accept");
        assertEquals("Motor-quotes", card.name());
        assertTrue(
                score(card, fields("22", null, null)).reasons().stream()
                        .anyMatch(reason ->
                                reason.code().equals("age-2") && reason.text().equals("age (A1)")),
                () -> score(card, fields("22", null, null)).reasons().toString());
        assertEquals(
                List.of(
                        "An event to which no attribute of a characteristic applies gets no points for it; in PMML it gets no score."),
                read(pmml(SCORECARD)).notes());
    }

    private static String regression(String attributes, String tables) {
        return pmml("<RegressionModel modelName=\"risk\" " + attributes + ">" + SCHEMA + tables + "</RegressionModel>");
    }

    private static final String TERMS = """
            <NumericPredictor name="value" coefficient="0.001"/>
            <NumericPredictor name="age" exponent="2" coefficient="-0.01"/>
            <CategoricalPredictor name="area" value="FL" coefficient="1.5"/>
            <PredictorTerm coefficient="0.0001"><FieldRef field="age"/><FieldRef field="value"/></PredictorTerm>
            """;

    @Test
    void scoresAsLinearRegressionDoes() {
        Scorecard card = card(
                regression(
                        "functionName=\"regression\"",
                        "<RegressionTable intercept=\"2\">" + TERMS + "</RegressionTable>"),
                "accept");
        assertEquals(
                2 + 0.001 * 3000 - 0.01 * 900 + 1.5 + 0.0001 * 30 * 3000,
                score(card, fields("30", "FL", "3000")).score(),
                1e-9);
        assertEquals(2 - 0.01 * 900, score(card, fields("30", "TX", null)).score(), 1e-9);
    }

    @Test
    void scoresAsLogisticRegressionDoes() {
        String first = "<RegressionTable intercept=\"2\" targetCategory=\"fraud\">" + TERMS + "</RegressionTable>";
        double sum = 2 + 0.001 * 3000 - 0.01 * 900 + 1.5 + 0.0001 * 30 * 3000;
        for (String method : List.of("logit", "softmax")) {
            String second = "<RegressionTable intercept=\"" + (method.equals("softmax") ? 0.5 : 0)
                    + "\" targetCategory=\"none\"/>";
            Scorecard card = card(
                    regression(
                            "functionName=\"classification\" normalizationMethod=\"" + method + "\"", first + second),
                    "refer=0.5",
                    "accept");
            double linear = method.equals("softmax") ? sum - 0.5 : sum;
            Verdict verdict = score(card, fields("30", "FL", "3000"));
            assertEquals(1 / (1 + Math.exp(-linear)), verdict.score(), 1e-9);
        }
    }

    @Test
    void replacesMissingValuesAsTheModelDoes() {
        String text = pmml(SCORECARD)
                .replace("<MiningField name=\"age\"/>", "<MiningField name=\"age\" missingValueReplacement=\"22\"/>");
        assertEquals(30, score(card(text, "accept"), fields(null, null, null)).score());
    }

    @Test
    void aSurrogateThatAsksForAMissingValueNeedsNoOther() {
        String text = pmml(SCORECARD).replace("operator=\"greaterThan\" value=\"1000.5\"", "operator=\"isMissing\"");
        Scorecard card = card(text, "accept");
        assertEquals(14, score(card, fields("50", "TX", null)).score(), "10 - 3 + 7");
        assertEquals(7, score(card, fields("50", "it's", "1")).score(), "the predicate is false, and not unknown");
    }

    @Test
    void characteristicsWhoseNamesEndWithNumbersHaveRulesOfTheirOwn() {
        String text = pmml(SCORECARD).replace("<Characteristics>", """
                <Characteristics><Characteristic name="age-2"><Attribute partialScore="100">
                <SimplePredicate field="age" operator="equal" value="30"/></Attribute></Characteristic>
                """);
        assertEquals(
                125, score(card(text, "accept"), fields("30", "TX", "2000")).score());
    }

    @Test
    void valuesThatTheModelTakesAsMissingOrInvalidAreNotScoredInSilence() {
        String field = "<DataField name=\"age\" optype=\"continuous\" dataType=\"integer\"/>";
        String missing = problem(pmml(SCORECARD)
                .replace(field, field.replace("/>", "><Value value=\"-1\" property=\"missing\"/></DataField>")));
        assertTrue(missing.contains("the value '-1' that stands for a missing 'age' cannot be imported"), missing);
        String limited = pmml(SCORECARD)
                .replace(
                        field,
                        field.replace("/>", "><Interval closure=\"closedClosed\" leftMargin=\"16\"/></DataField>"));
        String outside =
                "An event with a value of 'age' that the data dictionary does not permit is scored; in PMML it gets no score.";
        assertTrue(
                read(limited).notes().contains(outside),
                () -> read(limited).notes().toString());
        String mining = "<MiningField name=\"age\"/>";
        String asIs = limited.replace(mining, "<MiningField name=\"age\" invalidValueTreatment=\"asIs\"/>");
        assertEquals(read(pmml(SCORECARD)).notes(), read(asIs).notes());
        String asMissing =
                problem(limited.replace(mining, "<MiningField name=\"age\" invalidValueTreatment=\"asMissing\"/>"));
        assertTrue(asMissing.contains("the treatment of invalid values 'asMissing' of field 'age'"), asMissing);
        String required =
                pmml(SCORECARD).replace(mining, "<MiningField name=\"age\" missingValueTreatment=\"returnInvalid\"/>");
        assertTrue(read(required).notes().contains("An event without 'age' is scored; in PMML it gets no score."));
    }

    @Test
    void aTargetThatChangesTheScoreCannotBeImported() {
        for (String change :
                List.of("rescaleFactor=\"2\"", "rescaleConstant=\"1\"", "min=\"0\"", "castInteger=\"round\"")) {
            String problem = problem(pmml(SCORECARD)
                    .replace(
                            "<Characteristics>",
                            "<Targets><Target field=\"score\" " + change + "/></Targets><Characteristics>"));
            assertTrue(problem.contains("a <Target> that changes the score cannot be imported"), problem);
        }
        String same = pmml(SCORECARD)
                .replace("<Characteristics>", "<Targets><Target field=\"score\"/></Targets><Characteristics>");
        assertEquals(35, score(card(same, "accept"), fields("22", "FL", "2000")).score());
    }

    @Test
    void aNoteIsOneCommentWhateverANameContains() {
        String table =
                "<RegressionTable intercept=\"1\" targetCategory=\"a&#10;version: 7\">" + TERMS + "</RegressionTable>";
        String yaml = read(regression("functionName=\"classification\" normalizationMethod=\"logit\"", table))
                .scorecard(Optional.of(type), "card.yaml", Map.of("accept", Optional.empty()));
        assertTrue(yaml.contains("\n# The score is the probability of the category 'a version: 7'.\n"), yaml);
    }

    private static String problem(String text) {
        return assertThrows(ConfigurationException.class, () -> read(text)).getMessage();
    }

    @Test
    void namesWhatCannotBeImportedWithItsPlaceAndWhatToDo() {
        String tree = problem(pmml("<TreeModel functionName=\"regression\"/>"));
        assertTrue(tree.matches("model.xml:10:\\d+: a <TreeModel> cannot be imported; models of the kind .*"), tree);
        String complex = problem(pmml(SCORECARD)
                .replace(
                        "<Attribute partialScore=\"-3\"><True/>",
                        "<Attribute><True/><ComplexPartialScore><FieldRef field=\"age\"/></ComplexPartialScore>"));
        assertTrue(
                complex.matches("(?s)model.xml:\\d+:\\d+: <ComplexPartialScore> cannot be imported; write .*"),
                complex);
        String derived = problem(pmml(
                "<TransformationDictionary><DerivedField name=\"log age\"/></TransformationDictionary>" + SCORECARD));
        assertTrue(derived.contains("the derived field 'log age' cannot be imported; compute it with"), derived);
        String three = problem(regression(
                "functionName=\"classification\" normalizationMethod=\"softmax\"",
                "<RegressionTable intercept=\"1\"/>".repeat(3)));
        assertTrue(three.contains("a classification of more than two categories cannot be imported"), three);
        String probit = problem(regression(
                "functionName=\"regression\" normalizationMethod=\"probit\"",
                "<RegressionTable intercept=\"1\">" + TERMS + "</RegressionTable>"));
        assertTrue(probit.contains("the normalization 'probit' cannot be imported"), probit);
        String name = problem(pmml(SCORECARD).replace("\"area\"", "\"the area\""));
        assertTrue(name.contains("a field with the name 'the area' cannot be imported; rules read names"), name);
        String xor = problem(pmml(SCORECARD).replace("booleanOperator=\"and\"", "booleanOperator=\"xor\""));
        assertTrue(xor.contains("the operator 'xor' of a compound predicate cannot be imported"), xor);
        String unknown = problem(
                pmml(SCORECARD).replace("field=\"age\" operator=\"lessThan\"", "field=\"aeg\" operator=\"lessThan\""));
        assertTrue(unknown.contains("the field 'aeg' is no input in the <MiningSchema>"), unknown);
        String number = problem(pmml(SCORECARD).replace("value=\"25\"", "value=\"young\""));
        assertTrue(number.contains("'young' is no value of the field 'age', which is a number"), number);
        assertTrue(problem("<html/>").contains("the file is no PMML"));
        assertTrue(problem("<PMML>").contains("the file is no well-formed XML"));
    }

    @Test
    void anEventTypeWithoutTheFieldsIsNamed() {
        EventType other = new EventType(List.of(TestEvents.source("quote", "age:LONG", "aera:STRING", "value:DOUBLE")));
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> read(pmml(SCORECARD))
                .scorecard(Optional.of(other), "card.yaml", Map.of("accept", Optional.empty())));
        assertTrue(e.getMessage().contains("did you mean 'aera'?"), e.getMessage());
    }

    @Test
    void readsNoOtherFilesAndExpandsNoEntities() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "classified");
        for (String declaration : List.of(
                "<!DOCTYPE PMML [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
                "<!DOCTYPE PMML SYSTEM \"" + secret.toUri() + "\">",
                "<!DOCTYPE PMML [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY x \"&a;&a;&a;\">]>")) {
            String text = pmml(SCORECARD)
                    .replace("<PMML ", declaration + "<PMML ")
                    .replace("modelName=\"Motor quotes\"", "modelName=\"m\"")
                    .replace("\"New York\" FL", "&x;");
            String problem = problem(text);
            assertTrue(problem.contains("document type definitions and entities are not allowed"), problem);
            assertFalse(problem.contains("classified"), problem);
        }
    }

    @Test
    void boundsTheDepth() {
        assertTrue(problem("<PMML>" + "<a>".repeat(100_000)).contains("nested more than 200 deep"));
    }
}
