package io.riskstream.tools.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.Substitution;
import io.riskstream.tools.graph.GraphLayout.Box;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DrawingTest {
    private static final String SUMMARY = """
            {"pipeline": "flood-claims", "read": 1000, "scored": 970, "rejected": 30, "dropped": 0, "lost": 0, "duplicates": 0,
             "decisions": {"accept": 970}, "rejections": {"parse.json": 10, "schema.type": 15, "schema.enum": 5},
             "latency_ms": {"p50": 7, "p99": 78, "max": 403}, "events_per_second": 887.4,
             "components": {
               "parse": {"received": {"claims.default": {"events": 1000, "age_ms_p50": 3, "age_ms_p99": 20}},
                         "stages": {"parse": {"events": 1000, "apply_us_mean": 5.5, "apply_us_p99": 9.97, "waited": 0}},
                         "passed": 990, "rejected": 10, "dropped": 0},
               "enrich": {"received": {"validate.default": {"events": 970, "age_ms_p50": 4, "age_ms_p99": 1234}},
                          "stages": {"enrich": {"events": 970, "apply_us_mean": 5.5, "apply_us_p99": 1500, "waited": 7, "wait_ms_p99": 999.7}},
                          "passed": 970, "rejected": 0, "dropped": 0},
               "dead-letters": {"received": {"parse.rejected": {"events": 10, "age_ms_p99": 9}, "validate.rejected": {"events": 20, "age_ms_p99": 0}},
                                "stages": {}, "passed": 30, "rejected": 0, "dropped": 0}}}
            """;

    /** Two paths that fork and join, one that skips a bolt, and a stream with another grouping. */
    private static final String DIAMOND = """
            name: "diamond <1>"
            spouts:
              - {id: words, className: org.apache.storm.testing.TestWordSpout, parallelism: 2}
            bolts:
              - {id: left, className: org.apache.storm.testing.TestWordCounter}
              - {id: right, className: org.apache.storm.testing.TestWordCounter}
              - {id: total, className: org.apache.storm.testing.TestGlobalCount}
            streams:
              - {from: words, to: left, grouping: {type: FIELDS, args: [word]}}
              - {from: words, to: right, grouping: {type: SHUFFLE}}
              - {from: left, to: total, grouping: {type: SHUFFLE}}
              - {from: right, to: total, grouping: {type: SHUFFLE}}
              - {from: words, to: total, grouping: {type: SHUFFLE}}
            """;

    @TempDir
    private Path directory;

    private static TopologyGraph graph(String file, String text) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        FluxModel model = FluxModel.of(file, text, Substitution.by(properties));
        return TopologyGraph.of(model, FluxBuild.of(model));
    }

    private static TopologyGraph shipped(String name) throws IOException {
        return graph("flux/" + name + ".yaml", Files.readString(Path.of("flux/" + name + ".yaml")));
    }

    private RunCounts run() throws IOException {
        return RunCounts.read(Files.writeString(directory.resolve("summary.json"), SUMMARY));
    }

    @Test
    void drawsEachPathFromTheTopDown() throws IOException {
        assertEquals("""
                flood-claims-fused   flux/flood-claims-fused.yaml
                streams: local or shuffle, unless labelled otherwise

                  ○ topic flood-claims
                    │
                    ▼
                  ■ claims ×1
                    │   BatchSpout
                    │
                    ▼
                  ■ parse-to-publish ×1                         ◀─ redis: county, disaster, market, history, community_claims, property_claims
                    │   parse-json       ParseJson              ─▶ dead-letters: rejected
                    │   validate-schema  ValidateSchema
                    │   enrich-claim     Enrich
                    │   add-history      AddHistory
                    │   score-claim      Score
                    │   publish-score    PublishScore
                    │
                    ▼
                  ○ topic flood-scores

                  ■ dead-letters ×1                             ◀─ rejected of parse-to-publish
                    │   publish-dead-letter  PublishDeadLetter
                    │
                    ▼
                  ○ topic flood-dead-letters
                """, Drawing.TEXT.of(shipped("flood-claims-fused"), Optional.empty()));
    }

    @Test
    void labelsTheEdgesWithTheCountsOfARun() throws IOException {
        String text = Drawing.TEXT.of(shipped("flood-claims"), Optional.of(run()));
        for (String expected : List.of(
                "1,000 events, 887 events/s; from Kafka timestamp to score: p50 7 ms, p99 78 ms",
                "■ parse ×1                                                              ─▶ dead-letters: rejected 10, p99 9 ms",
                "■ validate ×1                                                           ─▶ dead-letters: rejected 20, p99 < 1 ms",
                "■ score ×1                                                              ─▶ dead-letters: rejected 0\n",
                "parse-json  ParseJson  p99 10 µs\n",
                "enrich-claim  Enrich      p99 1.5 ms, waits 1.0 s",
                "│ 1,000\n",
                "│ 1,000, p99 20 ms\n",
                "│ 970, p99 1.2 s\n",
                "│ 30\n")) {
            assertTrue(text.contains(expected), expected + " is not in\n" + text);
        }
        String mermaid = Drawing.MERMAID.of(shipped("flood-claims"), Optional.of(run()));
        for (String expected :
                List.of("-->|1,000, p99 20 ms|", "-.->|rejected 10, p99 9 ms|", "<br/>parse-json (p99 10 µs)\"]")) {
            assertTrue(mermaid.contains(expected), expected + " is not in\n" + mermaid);
        }
        String svg = Drawing.SVG.of(shipped("flood-claims"), Optional.of(run()));
        for (String expected :
                List.of(">p99 20 ms<", ">rejected 10<", ">p99 9 ms<", ">p99 1.5 ms, waits 1.0 s<", ">1,000<")) {
            assertTrue(svg.contains(expected), expected + " is not in\n" + svg);
        }
    }

    @Test
    void drawsWhereTheEventsOverTheLatencyBudgetSpentTheirTime() throws IOException {
        Path file = Files.writeString(directory.resolve("summary.json"), SUMMARY.replaceFirst("\\{", """
                {"budget": {"source": {"longest": 2, "share": 0.1}, "enrich.wait": {"longest": 40, "share": 0.8},
                            "enrich.queue": {"longest": 0, "share": 0.06}, "parse.apply": {"longest": 0, "share": 0.004},
                            "score.apply": {"longest": 0, "share": 0.01}},"""));
        String text = Drawing.TEXT.of(shipped("flood-claims"), Optional.of(RunCounts.read(file)));
        for (String expected : List.of(
                "; 42 over the latency budget, their time: enrich.wait 80 %, source 10 %, enrich.queue 6 %, score.apply 1 %\n",
                "p99 1.5 ms, waits 1.0 s, 86 % of the time over budget")) {
            assertTrue(text.contains(expected), expected + " is not in\n" + text);
        }
        assertFalse(text.contains("10 µs, "), "parse took less than half a percent");
    }

    @Test
    void drawsAStreamOfADecision() throws IOException {
        String flux = Files.readString(Path.of("flux/flood-claims.yaml"))
                .replace("- reflist: [score-claim]\n", "- reflist: [score-claim]\n      - decisionStreams: true\n");
        String text = Drawing.TEXT.of(
                graph(
                        "flux/flood-claims.yaml",
                        flux
                                + "  - {from: score, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: decided-refer}}\n"),
                Optional.empty());
        assertTrue(text.contains("decided-refer"), text);
    }

    @Test
    void rejectsAFileThatIsNoSummary() throws IOException {
        Path file = Files.writeString(directory.resolve("summary.json"), "{\"a\": 1}");
        assertThrows(IllegalArgumentException.class, () -> RunCounts.read(file));
        Files.writeString(file, "[");
        assertThrows(IllegalArgumentException.class, () -> RunCounts.read(file));
    }

    @Test
    void drawsNoCountsThatTheSummaryLacks() throws IOException {
        Path file = Files.writeString(directory.resolve("summary.json"), """
                {"pipeline": "flood-claims", "read": 5, "latency_ms": {}, "components": {"parse": {}, "validate": {"passed": 4}}}
                """);
        String text = Drawing.TEXT.of(shipped("flood-claims"), Optional.of(RunCounts.read(file)));
        assertTrue(text.contains("5 events"), text);
        assertFalse(text.contains("parse-json (p99"), text);
    }

    @Test
    void drawsEveryNodeAndEdgeInMermaid() throws IOException {
        String drawn = Drawing.MERMAID.of(graph("diamond.yaml", DIAMOND), Optional.empty());
        assertEquals("""
                flowchart LR
                    n0[/"words ×2"/]
                    n1["left ×1"]
                    n2["right ×1"]
                    n3["total ×1"]
                    n0 -->|fields #40;word#41;| n1
                    n0 --> n2
                    n1 --> n3
                    n2 --> n3
                    n0 --> n3
                """, drawn);
    }

    @Test
    void drawsAWellFormedPictureWithoutOverlappingBoxes() throws Exception {
        for (TopologyGraph graph :
                List.of(shipped("flood-claims"), shipped("auto-claims-fused"), graph("diamond.yaml", DIAMOND))) {
            assertWellFormed(graph, Optional.empty());
            assertWellFormed(graph, Optional.of(run()));
        }
    }

    private static void assertWellFormed(TopologyGraph graph, Optional<RunCounts> run) throws Exception {
        String svg = Drawing.SVG.of(graph, run);
        Document parsed =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(
                graph.nodes().size() + 1, parsed.getElementsByTagName("rect").getLength());
        GraphLayout layout = new GraphLayout(graph, run);
        List<Box> boxes = new ArrayList<>(layout.boxes().values());
        assertEquals(graph.nodes().size(), boxes.size());
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            assertTrue(box.x() >= 0 && box.right() <= layout.width() && box.bottom() <= layout.height());
            for (Box other : boxes.subList(i + 1, boxes.size())) {
                assertFalse(
                        box.x() < other.right()
                                && other.x() < box.right()
                                && box.y() < other.bottom()
                                && other.y() < box.bottom(),
                        box + " overlaps " + other);
            }
        }
    }

    /** Compares the picture; {@code ./mvnw test -Dtest=DrawingTest -Dupdate.readme=true} draws it again. */
    @Test
    void matchesThePictureInTheReadme() throws IOException {
        Path picture = Path.of("flux/flood-claims.svg");
        String drawn = Drawing.SVG.of(shipped("flood-claims"), Optional.empty());
        if (Boolean.getBoolean("update.readme")) {
            Files.writeString(picture, drawn);
            return;
        }
        assertEquals(drawn, Files.readString(picture));
    }

    @Test
    void drawsTheValidPartOfAFileWithMistakes() throws IOException {
        String broken = DIAMOND.replace("to: right", "to: rihgt").replace("TestGlobalCount", "TestGlobalCuont");
        String text = Drawing.TEXT.of(graph("diamond.yaml", broken), Optional.empty());
        assertTrue(text.contains("■ words ×2") && text.contains("■ total ×1"), text);
    }
}
