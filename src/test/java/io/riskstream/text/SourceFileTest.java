package io.riskstream.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsAFileAndKeepsItsNameAsWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("a.yaml"), "straße: 1\n");
        assertEquals(new SourceFile(file.toString(), "straße: 1\n"), SourceFile.read(file.toString()));
    }

    @Test
    void readsFromTheClassPathIfTheWorkingDirectoryDoesNotHaveTheFile() {
        // only the compiled resources have this file
        SourceFile packed = SourceFile.read("log4j2-test.xml");
        assertTrue(packed.text().contains("<Configuration"), packed.text());
    }

    @Test
    void reportsAMissingFileWithBothPlaces() {
        String message = assertThrows(IllegalArgumentException.class, () -> SourceFile.read("topologies/none.yaml"))
                .getMessage();
        assertEquals(
                "topologies/none.yaml: no such file in " + Path.of("").toAbsolutePath() + " or in the jar", message);
    }

    @Test
    void suggestsTheFileWithTheMostSimilarName() throws IOException {
        String message = assertThrows(IllegalArgumentException.class, () -> SourceFile.read("flux/flod-claims.yaml"))
                .getMessage();
        assertTrue(message.endsWith("; did you mean 'flux/flood-claims.yaml'?"), message);
        Files.createDirectory(directory.resolve("scores.yaml"));
        Files.writeString(directory.resolve("score.yaml"), "");
        Path missing = directory.resolve("scored.yaml");
        message = assertThrows(IllegalArgumentException.class, () -> SourceFile.read(missing.toString()))
                .getMessage();
        assertTrue(message.endsWith("; did you mean '" + directory.resolve("score.yaml") + "'?"), message);
    }

    @Test
    void rejectsADirectoryEvenIfTheClassPathHasIt() {
        String message = assertThrows(IllegalArgumentException.class, () -> SourceFile.read("flux"))
                .getMessage();
        assertEquals("flux: this is a directory; expected a file", message);
    }

    /** Only the class path has this directory, as with the topology jar outside a checkout. */
    @Test
    void rejectsADirectoryThatOnlyTheClassPathHas() {
        String message = assertThrows(IllegalArgumentException.class, () -> SourceFile.read("io/riskstream"))
                .getMessage();
        assertEquals("io/riskstream: this is a directory; expected a file", message);
    }

    @Test
    void rejectsADirectoryOfAJar() {
        String message = assertThrows(IllegalArgumentException.class, () -> SourceFile.read("org/junit/jupiter"))
                .getMessage();
        assertEquals("org/junit/jupiter: this is a directory; expected a file", message);
    }

    @Test
    void rejectsAFileThatIsNotTextAtTheFirstWrongByte() throws IOException {
        Path file = Files.write(directory.resolve("a.yaml"), new byte[] {'a', '\n', 'b', (byte) 0xFF, (byte) 0xFE});
        String message = assertThrows(IllegalArgumentException.class, () -> SourceFile.read(file.toString()))
                .getMessage();
        assertEquals(file + ":2:2: byte 0xFF is not UTF-8 text; save the file in UTF-8", message);
    }

    @Test
    void hashesTheTextWithSha256() {
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", new SourceFile("a", "abc").hash());
    }
}
