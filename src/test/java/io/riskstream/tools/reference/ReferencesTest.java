package io.riskstream.tools.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static List<String> problems(String text) {
        return assertThrows(YamlException.class, () -> new References(new SourceFile("references.yaml", text)))
                .problems()
                .stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood-claims", "auto-claims"})
    void acceptsTheShippedFiles(String pipeline) {
        References references = References.of("topologies/" + pipeline + "/references.yaml");
        assertEquals(4, references.list().size());
    }

    @Test
    void reportsEveryProblemWithItsPosition() {
        assertEquals(
                List.of(
                        "references.yaml:2:5: 'file' is missing",
                        "references.yaml:3:5: unknown key 'optionl'; did you mean 'optional'?",
                        "references.yaml:4:10: template 'a:{b|mouth}': no conversion '|mouth'; did you mean 'month'?",
                        "references.yaml:5:18: unknown value 'FRST' of onDuplicate; did you mean 'FIRST'?",
                        "references.yaml:7:28: unknown type 'duble'; did you mean 'double'?"),
                problems("""
                        references:
                          - name: a
                            optionl: true
                            key: "a:{b|mouth}"
                            onDuplicate: FRST
                            fields:
                              c: {column: d, type: duble}
                        """));
    }

    @Test
    void rejectsAKeyThatIsTheSameForAllRows() {
        assertEquals(
                List.of(
                        "references.yaml:4:10: key 'a' names no column, so all rows would have the same key; write {column}"),
                problems("""
                        references:
                          - name: a
                            file: a.csv
                            key: a
                            fields: {c: {column: d, type: long}}
                        """));
    }

    @Test
    void requiresTheDayInTheKeyOfARangeOfDays() {
        assertEquals(
                List.of(
                        "references.yaml:5:10: key 'a:{b}' does not contain {day}, so all days of a row would have the same key"),
                problems("""
                        references:
                          - name: a
                            file: a.csv
                            days: {from: x, to: y}
                            key: "a:{b}"
                            fields: {c: {column: d, type: long}}
                        """));
    }

    @Test
    void rejectsACountThatIsAlwaysOne() {
        assertEquals(
                List.of(
                        "references.yaml:5:12: count would always be 1, because onDuplicate is ERROR; did you mean FIRST or LAST?"),
                problems("""
                        references:
                          - name: a
                            file: a.csv
                            key: "a:{b}"
                            count: rows
                            fields: {c: {column: d, type: long}}
                        """));
    }
}
