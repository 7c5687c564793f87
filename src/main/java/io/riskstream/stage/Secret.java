package io.riskstream.stage;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The name of a secret: {@code env:NAME} for an environment variable of the worker, {@code file:PATH} for a file on the worker, whose content
 * it is without surrounding white space. Only the name travels with the topology.
 *
 * @param reference where to find it
 */
public record Secret(String reference) implements Serializable {
    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    public Secret {
        if (!isReference(reference)) {
            // the text is not shown: it may be the secret itself
            throw new IllegalArgumentException("a secret is named by env:NAME or file:PATH, and never written out");
        }
    }

    public static boolean isReference(String text) {
        return text.startsWith(ENVIRONMENT) && text.length() > ENVIRONMENT.length()
                || text.startsWith(FILE) && text.length() > FILE.length();
    }

    /**
     * The secret itself, read afresh.
     *
     * @throws IllegalStateException if there is no such variable
     * @throws UncheckedIOException if the file cannot be read
     */
    public String resolve() {
        if (reference.startsWith(ENVIRONMENT)) {
            String name = reference.substring(ENVIRONMENT.length());
            String value = System.getenv(name);
            if (value == null) {
                throw new IllegalStateException(
                        "secret " + reference + ": no environment variable " + name + " on this worker");
            }
            return value;
        }
        Path path = Path.of(reference.substring(FILE.length()));
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("secret " + reference + ": cannot read " + path, e);
        }
    }
}
