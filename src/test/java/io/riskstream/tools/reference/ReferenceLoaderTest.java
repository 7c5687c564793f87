package io.riskstream.tools.reference;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.riskstream.event.KeyEscape;
import io.riskstream.text.SourceFile;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceLoaderTest {
    private static final String PLACES = """
            references:
              - name: place
                file: places.csv
                key: "place:{code}"
                fields:
                  name: {column: title, type: string}
                  people: {column: people, type: long}
                  area: {column: area, type: double}
                  coast: {column: coast, type: boolean}
            """;

    private static final String STORMS = """
            references:
              - name: storm
                file: storms.csv
                where: {kind: [Hurricane, Flood]}
                days: {from: begin, to: end}
                key: "storm:{state}:{day}"
                onDuplicate: %s
                count: storms
                fields:
                  name: {column: name, type: string}
            """;

    @TempDir
    Path directory;

    private final Map<String, String> store = new TreeMap<>();

    private List<LoadedReference> load(String yaml) {
        return new ReferenceLoader(new References(new SourceFile("references.yaml", yaml))).load(directory, store::put);
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private String failure(String yaml) {
        return assertThrows(IllegalArgumentException.class, () -> load(yaml))
                .getMessage()
                .replace(directory + "/", "");
    }

    @Test
    void makesNoRecordOfARowWithoutAnyField() throws IOException {
        file("places.csv", "code,title,people,area,coast\n01,,,,\n02,NA,?,,\n03,x,,,\n");
        assertEquals(List.of(new LoadedReference("place", "places.csv", true, 3, 1)), load(PLACES));
        assertEquals(Map.of("place:03", "{\"name\":\"x\"}"), store);
    }

    @Test
    void escapesKeysAsALookupDoes() throws IOException {
        String yaml = """
                references:
                  - name: claim
                    file: claims.csv
                    key: "{tenant}:{claim}"
                    %s
                    fields:
                      paid: {column: paid, type: long}
                """;
        file("claims.csv", "tenant,claim,paid\nacme,b:1,1\nacme:b,1,2\n50%,x,3\n");
        load(yaml.formatted("keyEscape: SEPARATORS"));
        assertEquals(Set.of("acme:b%3A1", "acme%3Ab:1", "50%25:x"), store.keySet());
        assertTrue(failure(yaml.formatted("keyEscape: NONE")).contains("key 'acme:b:1' is also the key of line 2"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> load(yaml.formatted("keyEscape: NON")))
                .getMessage()
                .contains("unknown value 'NON' of keyEscape; did you mean 'NONE'?"));
    }

    @Test
    void convertsCellsToTheirTypes() throws IOException {
        file("places.csv", "code,title,people,area,coast\n01,\"New \"\"Town\"\", TX\",12,31,TRUE\n");
        assertEquals(List.of(new LoadedReference("place", "places.csv", true, 1, 1)), load(PLACES));
        assertEquals(
                Map.of("place:01", "{\"name\":\"New \\\"Town\\\", TX\",\"people\":12,\"area\":31.0,\"coast\":true}"),
                store);
    }

    @Test
    void omitsAFieldWithoutAValue() throws IOException {
        file("places.csv", "code,title,people,area,coast\n01,NA,?,,false\n");
        load(PLACES);
        assertEquals(Map.of("place:01", "{\"coast\":false}"), store);
    }

    @Test
    void ignoresAByteOrderMark() throws IOException {
        file("places.csv", "\uFEFFcode,title,people,area,coast\r\n01,A,1,2,true\r\n");
        load(PLACES);
        assertEquals(1, store.size());
    }

    @Test
    void createsOneRecordPerDayAndExcludesRowsByTheirValues() throws IOException {
        file("storms.csv", """
                state,kind,name,begin,end
                FL,Hurricane,A,2004-02-28,2004-03-01
                FL,Fire,B,2004-02-28,2004-03-01
                TX,Flood,C,2004-01-01,
                """);
        LoadedReference loaded = load(STORMS.formatted("LAST")).get(0);
        assertEquals(3, loaded.rows());
        assertEquals(4, loaded.records());
        assertEquals(
                Map.of(
                        "storm:FL:2004-02-28", "{\"name\":\"A\",\"storms\":1}",
                        "storm:FL:2004-02-29", "{\"name\":\"A\",\"storms\":1}",
                        "storm:FL:2004-03-01", "{\"name\":\"A\",\"storms\":1}",
                        "storm:TX:2004-01-01", "{\"name\":\"C\",\"storms\":1}"),
                store);
    }

    @Test
    void keepsTheDeclaredOneOfTwoRowsWithTheSameKey() throws IOException {
        file("storms.csv", "state,kind,name,begin,end\nFL,Flood,A,2004-01-01,\nFL,Flood,B,2004-01-01,2004-01-02\n");
        load(STORMS.formatted("FIRST"));
        assertEquals("{\"name\":\"A\",\"storms\":2}", store.get("storm:FL:2004-01-01"));
        assertEquals("{\"name\":\"B\",\"storms\":1}", store.get("storm:FL:2004-01-02"));
        load(STORMS.formatted("LAST"));
        assertEquals("{\"name\":\"B\",\"storms\":2}", store.get("storm:FL:2004-01-01"));
    }

    @Test
    void rejectsTwoRowsWithTheSameKeyByDefault() throws IOException {
        file("places.csv", "code,title,people,area,coast\n01,A,1,2,true\n02,A,1,2,true\n01,A,1,2,true\n");
        assertEquals(
                "places.csv:4: key 'place:01' is also the key of line 2; "
                        + "if keys may repeat, set onDuplicate: FIRST or LAST",
                failure(PLACES));
        assertEquals(Map.of(), store);
    }

    @Test
    void reportsACellOfTheWrongTypeWithFileLineAndColumn() throws IOException {
        file("places.csv", "code,title,people,area,coast\n01,A,1,2,true\n02,A,many,2,true\n");
        assertEquals("places.csv:3: column 'people': expected a whole number of 64 bits, not 'many'", failure(PLACES));
        file("places.csv", "code,title,people,area,coast\n01,A,1,NaN,true\n");
        assertEquals("places.csv:2: column 'area': expected a number, not 'NaN'", failure(PLACES));
        file("places.csv", "code,title,people,area,coast\n01,A,1,2,yes\n");
        assertEquals("places.csv:2: column 'coast': expected true or false, not 'yes'", failure(PLACES));
        assertEquals(Map.of(), store);
    }

    @Test
    void rejectsARangeThatEndsBeforeItBegins() throws IOException {
        file("storms.csv", "state,kind,name,begin,end\nFL,Flood,A,2004-01-02,2004-01-01\n");
        assertEquals(
                "storms.csv:2: column 'end': 2004-01-01 is before 2004-01-02 in column 'begin'",
                failure(STORMS.formatted("LAST")));
    }

    @Test
    void rejectsAnInvalidDate() throws IOException {
        file("storms.csv", "state,kind,name,begin,end\nFL,Flood,A,1/2/2004,\n");
        assertEquals(
                "storms.csv:2: column 'begin': expected a date such as 2004-09-16, not '1/2/2004'",
                failure(STORMS.formatted("LAST")));
    }

    @Test
    void rejectsARowWithoutAKey() throws IOException {
        file("places.csv", "code,title,people,area,coast\nNA,A,1,2,true\n");
        assertEquals("places.csv:2: column 'code': is part of the key, and has no value", failure(PLACES));
    }

    @Test
    void rejectsAMissingColumnWithTheNearestName() throws IOException {
        file("places.csv", "code,titel,people,area,coast\n01,A,1,2,true\n");
        assertEquals(
                "places.csv:1: column 'title': not in the header, but reference 'place' needs it; did you mean 'titel'?",
                failure(PLACES));
    }

    @Test
    void rejectsARowWithAnotherNumberOfColumns() throws IOException {
        file("places.csv", "code,title,people,area,coast\n01,A,1,2,true,extra\n");
        assertEquals("places.csv:2: has 6 columns, but the header has 5", failure(PLACES));
        file("places.csv", "code,title,people,area,coast\n01,A\n");
        assertEquals("places.csv:2: has 2 columns, but the header has 5", failure(PLACES));
        file("places.csv", "code,title,people,area,coast\n01,\"A,1,2,true\n");
        assertEquals(
                "places.csv:2: the quote that opens column 2 is not closed, so the record would contain the rest of the file, to line 3",
                failure(PLACES));
    }

    @Test
    void rejectsAMissingFileUnlessItIsOptional() {
        assertEquals(
                "places.csv: no such file, but reference 'place' needs it; if the file may be absent, add 'optional: true' to the reference",
                failure(PLACES));
        String optional = PLACES.replace("file: places.csv", "file: places.csv\n    optional: true");
        assertEquals(List.of(new LoadedReference("place", "places.csv", false, 0, 0)), load(optional));
    }

    @Test
    void loadsTheReferencesOfOneFile() throws IOException {
        file("places.csv", "code,title,people,area,coast\n01,A,1,2,true\n");
        file("place.csv", "");
        ReferenceLoader loader = new ReferenceLoader(new References(new SourceFile("references.yaml", PLACES)));
        assertEquals(1, loader.load(directory.resolve("places.csv"), store::put).size());
        String failure = assertThrows(
                        IllegalArgumentException.class, () -> loader.load(directory.resolve("place.csv"), store::put))
                .getMessage();
        assertTrue(failure.endsWith("no reference uses a file 'place.csv'; did you mean 'places.csv'?"), failure);
    }

    @Test
    void readsFilesInTheFormatThatTheReferenceDeclares() throws IOException {
        Files.write(
                directory.resolve("places.csv"),
                "01;M\u00fcnchen;1.488.202;310,7;ja\n02;-;12;0,5;nein\n".getBytes(Charset.forName("windows-1252")));
        String format = """
                file: places.csv
                    separator: ";"
                    charset: windows-1252
                    missing: ["-"]
                    columns: [code, title, people, area, coast]
                    formats:
                      people: {type: NUMBER, decimal: ","}
                      area: {type: NUMBER, decimal: ","}
                      coast: {type: YES_NO, yes: [ja], no: [nein]}""";
        String yaml = PLACES.replace("titel", "title").replace("file: places.csv", format);
        load(yaml);
        assertTrue(store.get(store.keySet().iterator().next()).contains("1488202"), store.toString());
        assertTrue(store.toString().contains("M\u00fcnchen"), store.toString());
        assertTrue(store.toString().contains("310.7"), store.toString());
        file("places.csv", "01;M;1,488,202;310,7;ja\n");
        assertEquals(
                "places.csv:1: column 'people': must be a number such as 1.234,56, not '1,488,202'", failure(yaml));
    }

    @Test
    void namesTheCharsetAndTheSeparatorThatAFileSeemsToNeed() throws IOException {
        Files.write(
                directory.resolve("places.csv"),
                "code,title,people,area,coast\n01,\u00fc,1,2,true\n".getBytes(ISO_8859_1));
        assertEquals(
                "places.csv:2: not UTF-8 text (byte 0xFC); if the file is in another character set, set charset, such as charset: windows-1252 (--charset windows-1252)",
                failure(PLACES));
        file("places.csv", "code;title;people;area;coast\n");
        assertEquals(
                "places.csv:1: the header line has one column; it contains the character ';'; if that separates the columns, set separator: \";\"",
                failure(PLACES));
        file("places.csv", "code,title,people,area,coast\n01,A,1,2,true\nTotal,,1,,\n");
        assertEquals(
                "places.csv:3: seems to be a row of totals: its first value is 'Total'; remove it", failure(PLACES));
    }

    @Test
    void truncatesDatesInKeysAsLookupsDo() {
        Map<String, String> row = new HashMap<>(Map.of("Date", "2004-09-16", "State", "fl"));
        assertEquals(
                "a:2004-09:2004:FL",
                KeyTemplate.of("a:{Date|month}:{Date|year}:{State|upper}", KeyEscape.SEPARATORS)
                        .fill(row::get));
        row.put("Date", "9/16/2004");
        assertEquals(
                "column 'Date': expected a date such as 2004-09-16, not '9/16/2004'",
                assertThrows(InvalidCellException.class, () -> KeyTemplate.of("a:{Date|month}", KeyEscape.SEPARATORS)
                                .fill(row::get))
                        .getMessage());
    }

    @Test
    void loadsTheRealReferences() {
        Path real = Path.of("../shared/data/reference");
        assumeTrue(
                Files.isDirectory(real), "the real reference data (../shared/data/reference) is not on this machine");
        for (String pipeline : List.of("flood-claims", "auto-claims")) {
            new ReferenceLoader(References.of("topologies/" + pipeline + "/references.yaml")).load(real, store::put);
        }
        assertEquals(
                JsonParser.parseString(
                        "{\"number\":\"1551\",\"incident_type\":\"Hurricane\",\"name\":\"HURRICANE IVAN\","
                                + "\"declared\":\"2004-09-16\",\"declarations\":2}"),
                JsonParser.parseString(store.get("disaster:FL:2004-09-16")));
        assertEquals("{\"cpi\":189.9}", store.get("cpi:2004-09"));
        assertTrue(store.get("county:12033").contains("\"median_income\":"), store.get("county:12033"));
        assertEquals("{\"average_premium\":1273.89}", store.get("competitor:DC"));
        assertEquals("{\"precipitation\":0.0,\"min_temp\":72}", store.get("weather:NY:2014-07-01"));
    }
}
