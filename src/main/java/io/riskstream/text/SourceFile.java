package io.riskstream.text;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A text file that a pipeline reads, such as a schema or a scorecard. The submitter of the topology reads it once; its text travels with the
 * stage, so a worker reads no file.
 *
 * @param name the path as written in the Flux file, for messages
 * @param text the content
 */
public record SourceFile(String name, String text) implements Serializable {
    /**
     * Reads a UTF-8 file from the working directory, or else from the class path: the topology jar packs {@code topologies/} and {@code flux/}.
     *
     * @throws ConfigurationException if neither place has the file, or it cannot be read: the value of the problem is the name; or if the file is not
     *     UTF-8 text: the problem has the position of the first wrong byte
     */
    public static SourceFile read(String name) {
        byte[] bytes = bytes(name);
        notUtf8(name, bytes).ifPresent(problem -> {
            throw new ConfigurationException(problem);
        });
        return new SourceFile(name, new String(bytes, StandardCharsets.UTF_8));
    }

    /** Returns the problem of the first byte that is not UTF-8 text, with its position; empty if the whole file is. */
    public static Optional<ConfigurationProblem> notUtf8(String name, byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(rest, text, true);
        if (!result.isError()) {
            return Optional.empty();
        }
        String before = text.flip().toString();
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        String line = before.substring(before.lastIndexOf('\n') + 1);
        FilePosition position = new FilePosition(name, lines + 1, line.codePointCount(0, line.length()) + 1, 1);
        String message = String.format(Locale.ROOT, "byte 0x%02X is not UTF-8 text", bytes[rest.position()]);
        return Optional.of(ConfigurationProblem.inFile(position, message).withHint("save the file in UTF-8"));
    }

    /**
     * Returns the content of a file that need not be text, from the same places.
     *
     * @throws ConfigurationException if neither place has the file, or it cannot be read
     */
    public static byte[] bytes(String name) {
        SourceRoot root = SourceRoot.current();
        try {
            Path path = root.path(name);
            if (Files.isRegularFile(path)) {
                return Files.readAllBytes(path);
            }
            if (root.isComplete() && !Path.of(name).isAbsolute()) {
                throw new ConfigurationException(problem(name, "no such file in " + root));
            }
            if (Files.isDirectory(path)
                    || isPackedDirectory(inJar(name))) { // a stream of it contains a listing, or nothing
                throw new ConfigurationException(problem(name, "this is a directory; expected a file"));
            }
            try (InputStream packed = SourceFile.class.getClassLoader().getResourceAsStream(inJar(name))) {
                if (packed != null) {
                    return packed.readAllBytes();
                }
            }
        } catch (IOException e) {
            throw new ConfigurationException(problem(name, "the file cannot be read: " + e), e);
        }
        ConfigurationProblem problem =
                problem(name, "no such file in " + Path.of("").toAbsolutePath() + " or in the jar");
        throw new ConfigurationException(
                nearest(root.path(name)).map(problem::withHint).orElse(problem));
    }

    /** Returns the suggestion of the file with the most similar name in the directory where a file is missing; empty if there is none. */
    private static Optional<String> nearest(Path missing) {
        Path directory = missing.toAbsolutePath().getParent();
        Path name = missing.getFileName();
        if (directory == null || name == null || !Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            return Nearest.to(name.toString(), names)
                    .map(near -> "did you mean '" + (missing.getParent() == null ? near : missing.resolveSibling(near))
                            + "'?");
        } catch (IOException e) {
            return Optional.empty(); // the missing file is the problem to report
        }
    }

    /** True if the class path has a directory of this name; in a jar its entry ends in a slash. */
    private static boolean isPackedDirectory(String name) throws IOException {
        URL packed = SourceFile.class.getClassLoader().getResource(name);
        if (packed == null) {
            return false;
        }
        if (!packed.getProtocol().equals("file")) {
            return SourceFile.class.getClassLoader().getResource(name + "/") != null;
        }
        try {
            return Files.isDirectory(Path.of(packed.toURI()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static ConfigurationProblem problem(String name, String message) {
        return ConfigurationProblem.ofOption(name, "", name, message);
    }

    private static String inJar(String name) {
        return name.replace(File.separatorChar, '/');
    }

    /** Returns the SHA-256 of the text, in hexadecimal. */
    public String hash() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
