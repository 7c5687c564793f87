package io.riskstream;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of the machine that tests use where they are installed. */
public final class Programs {
    private Programs() {}

    /** Returns the file of a program; empty if it is in no directory of the path. */
    public static Optional<Path> find(String name) {
        try (Stream<String> directories =
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))) {
            return directories
                    .map(directory -> Path.of(directory, name))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }
}
