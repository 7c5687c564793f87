package io.riskstream.tools.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The properties file of an environment, as Flux's {@code --filter} takes it. */
final class FilterFile {
    private FilterFile() {}

    static Properties read(Path path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + ": cannot be read: " + e, e);
        }
        return properties;
    }
}
