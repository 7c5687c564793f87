package io.riskstream.api.access;

import io.riskstream.api.http.Caller;
import io.riskstream.api.http.Role;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * API keys from a file, which contains the SHA-256 digest of each key and never the key. A line is {@code NAME DIGEST ROLES}, such as {@code partner-a
 * 9f86...0a08 submit,read}; empty lines and lines that begin with {@code #} are left out. Keys are random with 256 bits, so that a digest without salt and
 * without repetition gives no information about them.
 *
 * <p>The file is looked at once a second while requests arrive or streams are open, so keys are added and revoked without a restart. If the changed file has a mistake, the keys
 * stay as they were, and the mistake is logged. A comparison takes the same time whether a digest differs early or late. Safe for many threads.
 */
public final class ApiKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final String COMPONENT = "api keys";
    private static final int DIGEST_BYTES = 32;
    private static final int KEY_BYTES = 32;
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Key(Caller caller, byte[] digest) {}

    private final Optional<Path> file;
    private final LongSupplier nanoTime;
    private volatile List<Key> keys;
    private volatile byte[] content;
    private volatile long checkAt;
    /** Why the file could not be used at the last look; empty if it could. */
    private String failure = "";

    private int reloadFailures;

    private ApiKeys(Optional<Path> file, byte[] content, List<Key> keys, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.content = content;
        this.keys = keys;
        this.checkAt = nanoTime.getAsLong() + CHECK_NANOS;
    }

    /**
     * Reads a file of keys.
     *
     * @throws ConfigurationException if a line is wrong; the message has the line's number and no digest
     * @throws UncheckedIOException if the file cannot be read
     */
    public static ApiKeys read(Path file) {
        return read(file, System::nanoTime);
    }

    static ApiKeys read(Path file, LongSupplier nanoTime) {
        try {
            byte[] content = Files.readAllBytes(file);
            return new ApiKeys(Optional.of(file), content, parse(file, content), nanoTime);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(
                    "no such file: " + file
                            + ", the value of 'keys.file'; the command 'key NAME ROLES' prints a line for it",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the API keys in " + file + ": " + e.getMessage(), e);
        }
    }

    /** Returns the keys with one key, which is in no file. */
    public static ApiKeys of(NewKey key) {
        byte[] content = key.line().getBytes(StandardCharsets.UTF_8);
        return new ApiKeys(Optional.empty(), content, parse(Path.of(key.name()), content), System::nanoTime);
    }

    /** A new key: what the client gets, and the line for the file. */
    public record NewKey(String key, String line) {
        /** Returns the name of the key. */
        String name() {
            return line.substring(0, line.indexOf(' '));
        }

        /** Returns the line alone. */
        @Override
        public String toString() {
            return line;
        }
    }

    /**
     * Returns a new random key.
     *
     * @throws ConfigurationException if the name or a role is not valid
     */
    public static NewKey create(String name, String roles) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        String key = "rsk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String line = name + " " + HexFormat.of().formatHex(digest(key)) + " " + roles;
        try {
            key(line, List.of());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(ConfigurationProblem.of("api key", e.getMessage()), e);
        }
        return new NewKey(key, line);
    }

    private static List<Key> parse(Path file, byte[] content) {
        List<Key> keys = new ArrayList<>();
        List<ConfigurationProblem> problems = new ArrayList<>();
        List<String> lines = new String(content, StandardCharsets.UTF_8).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    keys.add(key(line, keys));
                } catch (IllegalArgumentException e) {
                    problems.add(ConfigurationProblem.of(COMPONENT, file + ":" + (i + 1) + ": " + e.getMessage()));
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return List.copyOf(keys);
    }

    private static Key key(String line, List<Key> others) {
        String[] words = line.split("\\s+", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException(
                    "expected NAME DIGEST ROLES, such as: partner-a (64 hexadecimal digits) submit,read");
        }
        String name = words[0];
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("the name may have 64 letters, digits, dots, hyphens and underscores");
        }
        if (others.stream().anyMatch(other -> other.caller().name().equals(name))) {
            throw new IllegalArgumentException("the name '" + name + "' occurs twice");
        }
        byte[] digest;
        try {
            digest = HexFormat.of().parseHex(words[1]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the digest is not hexadecimal", e);
        }
        if (digest.length != DIGEST_BYTES) {
            throw new IllegalArgumentException("the digest has " + digest.length + " bytes; SHA-256 has 32");
        }
        return new Key(new Caller(name, roles(words[2])), digest);
    }

    private static Set<Role> roles(String text) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : text.split(",", -1)) {
            roles.add(Role.of(word)
                    .orElseThrow(() -> new IllegalArgumentException("unknown role '" + word + "'; "
                            + Nearest.hint(
                                    word,
                                    Arrays.stream(Role.values()).map(Role::text).toList()))));
        }
        return roles;
    }

    /** Returns the caller who has a key; empty if there is none. The cost is one SHA-256 and a comparison with each key. */
    public Optional<Caller> callerOf(String key) {
        return callerOf(digest(key));
    }

    /** Returns whether a key has a role at the time of the question. It keeps the digest of the key, not the key. */
    BooleanSupplier lasting(String key, Role role) {
        byte[] digest = digest(key);
        return () -> callerOf(digest).filter(caller -> caller.has(role)).isPresent();
    }

    private Optional<Caller> callerOf(byte[] digest) {
        refresh();
        Optional<Caller> found = Optional.empty();
        for (Key candidate : keys) {
            // no early return: the time must not depend on the position of the key
            if (MessageDigest.isEqual(candidate.digest(), digest)) {
                found = Optional.of(candidate.caller());
            }
        }
        return found;
    }

    private void refresh() {
        if (file.isEmpty() || nanoTime.getAsLong() - checkAt < 0) {
            return;
        }
        synchronized (this) {
            if (nanoTime.getAsLong() - checkAt < 0) {
                return;
            }
            checkAt = nanoTime.getAsLong() + CHECK_NANOS;
            reload(file.get());
        }
    }

    private void reload(Path file) {
        try {
            byte[] now = Files.readAllBytes(file);
            if (!Arrays.equals(now, content)) {
                content = now;
                keys = parse(file, now);
                LOG.info("the API keys in {} have been read again: {}", file, keys.size());
            } else if (!failure.isEmpty()) {
                LOG.info("the API keys in {} can be read again, and have not changed", file);
            }
            failure = "";
        } catch (IOException e) {
            // a file that stays away is looked at each second, and reported once
            if (!failure.equals(e.toString())) {
                failure = e.toString();
                reportFailure(failure);
            }
        } catch (ConfigurationException e) {
            failure = "";
            reportFailure(e.getMessage());
        }
    }

    private void reportFailure(String reason) {
        reloadFailures++;
        LOG.error("the API keys are kept as they were: {}", reason);
    }

    /** Returns how many times the changed file could not be used; a file that stays away counts once. */
    synchronized int reloadFailures() {
        refresh();
        return reloadFailures;
    }

    private static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
