package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final String PMML = """
            <PMML version="4.4"><DataDictionary><DataField name="waterDepth" optype="continuous" dataType="integer"/></DataDictionary>
            <Scorecard modelName="flood" functionName="regression" initialScore="1">
            <MiningSchema><MiningField name="waterDepth"/></MiningSchema>
            <Characteristics><Characteristic name="depth">
            <Attribute partialScore="40"><SimplePredicate field="waterDepth" operator="greaterOrEqual" value="3"/></Attribute>
            <Attribute partialScore="0"><True/></Attribute>
            </Characteristic></Characteristics></Scorecard></PMML>
            """;

    @TempDir
    private Path folder;

    @Test
    void writesAScorecardThatThePipelineScoresWith() throws IOException {
        Path model = Files.writeString(folder.resolve("flood.xml"), PMML);
        Path card = folder.resolve("card.yaml");

        CommandLineRun run = CommandLineRun.of(
                "import",
                "pmml",
                model.toString(),
                "--flux",
                "flux/flood-claims.yaml",
                "--band",
                "refer=30",
                "--band",
                "accept",
                "--output",
                card.toString());
        CommandLineRun again = CommandLineRun.of("import", "pmml", model.toString(), "--output", card.toString());
        CommandLineRun backtest =
                CommandLineRun.of("backtest", "flux/flood-claims.yaml", card.toString(), "--events", "200");

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("written: " + card + "\n", run.out());
        assertEquals(2, again.exitCode());
        assertTrue(again.err().contains("exists already"), again.err());
        assertEquals(0, backtest.exitCode(), backtest.err());
        assertTrue(backtest.out().contains("depth"), backtest.out());
    }

    @Test
    void printsTheScorecardAndReportsAWrongFile() throws IOException {
        Path model = Files.writeString(folder.resolve("flood.xml"), PMML);
        Path wrong = Files.writeString(folder.resolve("wrong.xml"), PMML.replace("greaterOrEqual", "atLeast"));

        CommandLineRun printed = CommandLineRun.of("import", "pmml", model.toString());
        CommandLineRun failed = CommandLineRun.of("import", "pmml", wrong.toString());
        CommandLineRun missing = CommandLineRun.of("import", "pmml", "no-such.xml");

        assertEquals(0, printed.exitCode(), printed.err());
        assertTrue(printed.out().contains("\nscorecard: 'flood'\n"), printed.out());
        assertEquals(1, failed.exitCode());
        assertTrue(failed.err().contains("unknown operator 'atLeast'"), failed.err());
        assertEquals(2, missing.exitCode());
    }

    @Test
    void aFileThatIsTooLargeIsRefusedBeforeAllOfItIsRead() throws IOException {
        Path huge = folder.resolve("huge.xml");
        try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength(3_000_000_000L);
        }
        CommandLineRun run = CommandLineRun.of("import", "pmml", huge.toString());
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("the file has more than 16000000 bytes"), run.err());
    }
}
