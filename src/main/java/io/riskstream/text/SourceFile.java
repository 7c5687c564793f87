package io.riskstream.text;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text file that a pipeline is made of, such as a schema or a scorecard. It is read once, by whoever submits the topology; its text travels
 * with the stage.
 *
 * @param name the path as written in the Flux file, for messages
 * @param text its content
 */
public record SourceFile(String name, String text) implements Serializable {
    /**
     * Reads a file from the working directory, or else from the class path: the topology jar packs {@code topologies/} and {@code flux/}.
     *
     * @throws IllegalArgumentException if it is in neither place, or cannot be read
     */
    public static SourceFile read(String name) {
        byte[] bytes = bytes(name);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return new SourceFile(name, text.toString());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + ": cannot be read: " + e, e);
        }
    }

    /**
     * The content of a file that need not be text, from the same places.
     *
     * @throws IllegalArgumentException if it is in neither place, or cannot be read
     */
    public static byte[] bytes(String name) {
        try {
            Path path = Path.of(name);
            if (Files.isRegularFile(path)) {
                return Files.readAllBytes(path);
            }
            if (Files.isDirectory(path)) { // a class path would give its listing
                throw new IllegalArgumentException(name + ": a directory; a file is wanted");
            }
            try (InputStream packed = SourceFile.class.getClassLoader().getResourceAsStream(inJar(name))) {
                if (packed != null) {
                    return packed.readAllBytes();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": cannot be read: " + e, e);
        }
        throw new IllegalArgumentException(
                name + ": no such file in " + Path.of("").toAbsolutePath() + " nor in the jar");
    }

    private static String inJar(String name) {
        return name.replace(File.separatorChar, '/');
    }

    /** SHA-256 of the text, in hexadecimal. */
    public String hash() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
