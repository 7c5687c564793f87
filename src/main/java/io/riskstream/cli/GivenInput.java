package io.riskstream.cli;

import io.riskstream.cases.GivenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** The event and the records that a command is given. What cannot be used ends it with 2. */
final class GivenInput {
    private static final Path STANDARD_INPUT = Path.of("-");

    private final CommandLine command;
    private final InputStream standardInput;

    GivenInput(CommandLine command, InputStream standardInput) {
        this.command = command;
        this.standardInput = standardInput;
    }

    /** The event's bytes, from a file or, for {@code -}, from the standard input. */
    byte[] event(Path file) throws IOException {
        return GivenFiles.event(file.equals(STANDARD_INPUT) ? standardInput.readAllBytes() : bytes("--event", file));
    }

    /** Records by key; none if no file is given. */
    Map<String, byte[]> records(Path file) throws IOException {
        if (file == null) {
            return Map.of();
        }
        byte[] content = bytes("--records", file);
        try {
            return GivenFiles.records(content);
        } catch (IllegalArgumentException wrong) {
            throw unusable("--records: " + file + ": " + wrong.getMessage());
        }
    }

    private byte[] bytes(String option, Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw unusable(option + ": no such file: " + file);
        }
        return Files.readAllBytes(file);
    }

    private CommandLine.ParameterException unusable(String message) {
        return new CommandLine.ParameterException(command, message);
    }
}
