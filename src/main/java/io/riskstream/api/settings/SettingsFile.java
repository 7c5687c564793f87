package io.riskstream.api.settings;

import io.riskstream.stage.Secret;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The values of a properties file in UTF-8. The parts of a program ask for their keys; then {@link #check} reports every wrong value, and every key that no part
 * has asked for. A key without a value is as one that is absent. Not thread-safe.
 */
public final class SettingsFile {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final String name;
    /** The file in the project that describes all keys. */
    private final String description;

    private final Properties properties;
    private final Set<String> known = new TreeSet<>();
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    private SettingsFile(String name, String description, Properties properties) {
        this.name = name;
        this.description = description;
        this.properties = properties;
    }

    /**
     * Reads a file.
     *
     * @param description the file in the project that describes all keys, for messages
     * @throws UncheckedIOException if it cannot be read
     * @throws ConfigurationException if it is not a properties file
     */
    public static SettingsFile read(Path file, String description) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException("no such file: " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the settings in " + file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    ConfigurationProblem.of(file.toString(), "not a properties file: " + e.getMessage()), e);
        }
        return new SettingsFile(file.toString(), description, properties);
    }

    /**
     * Returns the settings of these properties.
     *
     * @param name where they come from, for messages
     * @param description the file in the project that describes all keys, for messages
     */
    public static SettingsFile of(String name, String description, Properties properties) {
        Properties copy = new Properties();
        copy.putAll(properties);
        return new SettingsFile(name, description, copy);
    }

    /**
     * Reads the file that a key {@code filter} names, the values of an environment, in ISO 8859-1 as Flux does.
     *
     * @param properties receives the values
     * @throws UncheckedIOException if the file cannot be read
     * @throws ConfigurationException if it is not a properties file
     */
    public static void loadFilter(Path path, Properties properties) {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException("no such file: " + path + ", the value of 'filter'", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the values of 'filter' in " + path + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    ConfigurationProblem.of(path.toString(), "not a properties file: " + e.getMessage()), e);
        }
    }

    /** Returns the value of a key; empty if it has none. */
    public Optional<String> text(String key) {
        known.add(key);
        return Optional.ofNullable(properties.getProperty(key))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /** Returns the value of a key that must have one. */
    public String requiredText(String key, String meaning) {
        return text(key).orElseGet(() -> {
            problem(key, "is missing; set it to " + meaning);
            return "";
        });
    }

    /** Returns the values of a key, which commas separate. */
    public List<String> texts(String key) {
        return text(key).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Returns a path, relative to the working directory; empty if the key has no value. */
    public Optional<Path> path(String key) {
        return text(key).map(Path::of);
    }

    /** Returns a reference to a secret, {@code env:NAME} or {@code file:PATH}; an empty text if the key has no value. A literal is a mistake. */
    public String secret(String key) {
        String value = text(key).orElse("");
        if (!value.isEmpty() && !Secret.isReference(value)) {
            problem(key, "is a literal secret; write a reference: env:NAME or file:PATH");
            return "";
        }
        return value;
    }

    /** Returns a whole number. */
    public int integer(String key, int min, int max, int otherwise) {
        return (int) number(key, min, max, otherwise, true);
    }

    /** Returns a number. */
    public double number(String key, double min, double max, double otherwise) {
        return number(key, min, max, otherwise, false);
    }

    private double number(String key, double min, double max, double otherwise, boolean whole) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            double number = whole ? Long.parseLong(value.get()) : Double.parseDouble(value.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the problem below names the value
        }
        problem(
                key,
                "must be a " + (whole ? "whole " : "") + "number from " + plain(min) + " to " + plain(max) + ", not '"
                        + value.get() + "'");
        return otherwise;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** Returns true or false. */
    public boolean bool(String key, boolean otherwise) {
        Optional<String> value = text(key);
        if (value.isPresent() && !value.get().equals("true") && !value.get().equals("false")) {
            problem(key, "must be true or false, not '" + value.get() + "'");
        }
        return value.map("true"::equals).orElse(otherwise);
    }

    /** Returns a time with its unit, such as {@code 500ms}, {@code 10s}, {@code 5m} or {@code 24h}. */
    public Duration duration(String key, Duration otherwise) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        Matcher match = DURATION.matcher(value.get());
        if (!match.matches() || Long.parseLong(match.group(1)) == 0) {
            problem(key, "must be a time with its unit, such as 500ms, 10s, 5m, 24h or 7d, not '" + value.get() + "'");
            return otherwise;
        }
        long number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** Reports a mistake in the value of a key. */
    public void problem(String key, String message) {
        problems.add(ConfigurationProblem.ofOption(name, key, "", "'" + key + "' " + message));
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigurationException if a value is wrong, or the file has a key that no part has asked for
     */
    public void check() {
        Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
        unknown.removeAll(known);
        unknown.forEach(key -> problems.add(ConfigurationProblem.ofOption(name, key, "", "unknown key '" + key + "'")
                .withHint(Nearest.suggestion(key, known).orElse(description + " describes all keys"))));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }
}
