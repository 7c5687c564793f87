package io.riskstream.stage;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The options of one component, which its Flux file gives as a map under {@code constructorArgs}. Each class declares its options once, as {@link
 * Declared}. The defaults, the errors and the reference page come from that declaration. An unknown option is an error.
 */
public final class Options {
    private static final String PASSWORD = "password";
    private static final long MAX_MILLISECONDS = 86_400_000;

    /** The type of an option's value. */
    public enum Kind {
        TEXT,
        INTEGER,
        BOOLEAN,
        /** Whole milliseconds, from 0 to a day. */
        MILLISECONDS,
        LIST,
        MAP
    }

    /**
     * The declaration of one option.
     *
     * @param fallback the value of an option that the Flux file leaves out; empty for none
     * @param required true if the Flux file must give the option
     * @param choices the allowed values; empty if every value of the kind is allowed
     * @param description what the option does, for the reference page and the message about a missing option
     */
    public record Option(
            String name,
            Kind kind,
            Optional<Object> fallback,
            boolean required,
            List<String> choices,
            String description) {}

    /** The declared options of a class. Immutable: each method returns a declaration with one more option. */
    public static final class Declared {
        private final String component;
        private final Map<String, Option> options;

        private Declared(String component, Map<String, Option> options) {
            this.component = component;
            this.options = options;
        }

        /** Adds an option that the Flux file must give. */
        public Declared required(String name, Kind kind, String description) {
            return with(new Option(name, kind, Optional.empty(), true, List.of(), description));
        }

        /** Adds an option without a default. */
        public Declared optional(String name, Kind kind, String description) {
            return with(new Option(name, kind, Optional.empty(), false, List.of(), description));
        }

        /** Adds an option with a default. */
        public Declared optional(String name, Kind kind, Object fallback, String description) {
            return with(new Option(name, kind, Optional.of(fallback), false, List.of(), description));
        }

        /** Adds an option whose value is the name of one of an enum's constants. */
        public <T extends Enum<T>> Declared choice(String name, T fallback, String description) {
            List<String> choices = Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
                    .map(Enum::name)
                    .toList();
            return with(new Option(name, Kind.TEXT, Optional.of(fallback.name()), false, choices, description));
        }

        private Declared with(Option option) {
            Map<String, Option> more = new LinkedHashMap<>(options);
            more.put(option.name(), option);
            return new Declared(component, more);
        }

        /** Returns the declared options, in order. */
        public List<Option> list() {
            return List.copyOf(options.values());
        }

        /**
         * Reads the options that a Flux file gives.
         *
         * @throws ConfigurationException with one problem for each unknown, missing or ill-typed option; the hint of an unknown option is the
         *     nearest declared name
         */
        public Options read(Map<String, ?> arguments) {
            if (arguments == null) {
                throw new ConfigurationException(ConfigurationProblem.of(component, "its options are missing"));
            }
            String named = component + (arguments.get("name") instanceof String name ? " '" + name + "'" : "");
            List<ConfigurationProblem> problems = new ArrayList<>();
            for (Map.Entry<String, ?> entry : arguments.entrySet()) {
                String name = String.valueOf(entry.getKey());
                Option option = options.get(name);
                if (option == null) {
                    problems.add(ConfigurationProblem.ofOption(named, name, name, "unknown option '" + name + "'")
                            .withHint(Nearest.hint(name, options.keySet())));
                } else {
                    problem(named, option, entry.getValue()).ifPresent(problems::add);
                }
            }
            for (Option option : options.values()) {
                if (option.required() && !arguments.containsKey(option.name())) {
                    problems.add(ConfigurationProblem.ofOption(
                            named,
                            option.name(),
                            "",
                            "option '" + option.name() + "' is missing: " + option.description()));
                }
            }
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems);
            }
            Map<String, Object> values = new LinkedHashMap<>();
            options.values().forEach(option -> option.fallback().ifPresent(value -> values.put(option.name(), value)));
            values.putAll(arguments);
            return new Options(named, values);
        }

        /**
         * Reads the options of a server, which may have an option {@code password}. An option without a value is left out, because a properties file may
         * leave {@code password:} empty.
         *
         * @throws ConfigurationException as {@link #read} does, and if the password is not a reference to a secret; no message contains it
         */
        public Options readWithPassword(Map<String, ?> arguments) {
            Map<String, Object> present = arguments == null ? new LinkedHashMap<>() : new LinkedHashMap<>(arguments);
            present.values().removeIf(Objects::isNull);
            if (present.containsKey(PASSWORD) && !(present.get(PASSWORD) instanceof String)) {
                throw new ConfigurationException(ConfigurationProblem.ofOption(
                        component, PASSWORD, "", "option 'password' must be a text: env:NAME or file:PATH"));
            }
            Options read = read(present);
            String password = read.text(PASSWORD);
            if (!password.isEmpty() && !Secret.isReference(password)) {
                throw read.problem(
                        PASSWORD,
                        "",
                        "option 'password' must be env:NAME or file:PATH, where the worker finds the password; it must not be the password itself");
            }
            return read;
        }

        private static Optional<ConfigurationProblem> problem(String component, Option option, Object value) {
            boolean fits =
                    switch (option.kind()) {
                        case TEXT -> value instanceof String || value instanceof Number || value instanceof Boolean;
                        case INTEGER -> value instanceof Integer || value instanceof Long;
                        case MILLISECONDS ->
                            (value instanceof Integer || value instanceof Long)
                                    && ((Number) value).longValue() >= 0
                                    && ((Number) value).longValue() <= MAX_MILLISECONDS;
                        case BOOLEAN -> value instanceof Boolean;
                        case LIST -> value instanceof List;
                        case MAP -> value instanceof Map;
                    };
            String name = option.name();
            if (!fits) {
                String actual = value == null ? "nothing" : kind(value) + "'" + value + "'";
                return Optional.of(ConfigurationProblem.ofOption(
                        component,
                        name,
                        written(value),
                        "option '" + name + "' takes " + expected(option.kind()) + ", not " + actual));
            }
            if (!option.choices().isEmpty() && !option.choices().contains(String.valueOf(value))) {
                return Optional.of(ConfigurationProblem.ofOption(
                                component, name, written(value), "option '" + name + "' cannot be '" + value + "'")
                        .withHint(Nearest.hint(String.valueOf(value), option.choices())));
            }
            return Optional.empty();
        }

        /** Returns what a value is, as far as its text does not show it: the number 1 is '1', and a text is the text '1'. */
        private static String kind(Object value) {
            return value instanceof String
                    ? "the text "
                    : value instanceof Map ? "the map " : value instanceof List ? "the list " : "";
        }

        private static String expected(Kind kind) {
            return switch (kind) {
                case TEXT -> "a text";
                case INTEGER -> "a whole number";
                case MILLISECONDS -> "a whole number of milliseconds, from 0 to a day";
                case BOOLEAN -> "true or false";
                case LIST -> "a list";
                case MAP -> "a map";
            };
        }
    }

    private final String component;
    private final Map<String, Object> values;

    private Options(String component, Map<String, Object> values) {
        this.component = component;
        this.values = values;
    }

    /** Begins the declaration of a component's options. */
    public static Declared of(String component) {
        return new Declared(component, Map.of());
    }

    /** Returns the component and its name for messages, such as {@code look-up 'county'}. */
    public String component() {
        return component;
    }

    /** True if the Flux file gives the option, or the option has a default. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Returns the value of an option as a string. */
    public String text(String name) {
        return String.valueOf(required(name));
    }

    /** Returns the value of an option as a string; empty if it is neither given nor has a default. */
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    /** Returns the value of an option of kind INTEGER or MILLISECONDS. */
    public long integer(String name) {
        return ((Number) required(name)).longValue();
    }

    /**
     * Returns a whole number between two bounds, both allowed.
     *
     * @throws ConfigurationException if the number is out of bounds
     */
    public int integer(String name, int min, int max) {
        long value = integer(name);
        if (value < min || value > max) {
            throw problem(name, "option '" + name + "' must be between " + min + " and " + max + ", not " + value);
        }
        return (int) value;
    }

    /** Returns the value of an option of kind BOOLEAN. */
    public boolean bool(String name) {
        return (Boolean) required(name);
    }

    /** Returns the value of an option of kind MILLISECONDS. */
    public Duration millis(String name) {
        return Duration.ofMillis(integer(name));
    }

    /** Returns the enum constant that an option names, see {@link Declared#choice}. */
    public <T extends Enum<T>> T choice(String name, Class<T> type) {
        return Enum.valueOf(type, text(name));
    }

    /** Returns the elements of a list as strings; an empty list if the option is not given. */
    public List<String> texts(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Returns the entries of a map as strings, in order; an empty map if the option is not given. */
    public Map<String, String> map(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        }
        return texts;
    }

    /** Returns the entries of a map as they are given, in order; an empty map if the option is not given. */
    public Map<String, Object> objects(String name) {
        Map<String, Object> objects = new LinkedHashMap<>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> objects.put(String.valueOf(key), value));
        }
        return objects;
    }

    /**
     * Calls a constructor or a compiler for the value of one option, and adds this component and the option to the problems that it reports.
     *
     * @throws ConfigurationException if the call reports one
     */
    public <T> T checked(String option, Supplier<T> call) {
        try {
            return call.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(e.problems().stream()
                    .map(problem -> problem.within(component, option))
                    .toList());
        }
    }

    /** Returns an exception about the component as a whole, for the caller to throw. */
    public ConfigurationException problem(String message) {
        return problem("", "", message);
    }

    /** Returns an exception about the value of one option, for the caller to throw. */
    public ConfigurationException problem(String option, String message) {
        return problem(option, written(values.get(option)), message);
    }

    /**
     * Returns an exception about a part of an option's value, for the caller to throw.
     *
     * @param value the wrong part as it is written: a key, an element, a name in a template; never a secret
     * @param message a sentence without the component
     */
    public ConfigurationException problem(String option, String value, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption(component, option, value, message));
    }

    /**
     * Returns an exception with a hint, for the caller to throw.
     *
     * @param hint such as {@link Nearest#hint} returns
     */
    public ConfigurationException problem(String option, String value, String message, String hint) {
        return new ConfigurationException(
                ConfigurationProblem.ofOption(component, option, value, message).withHint(hint));
    }

    /** Returns a scalar as a Flux file writes it; an empty string for a list, a map or nothing. */
    private static String written(Object value) {
        return value == null || value instanceof List || value instanceof Map ? "" : String.valueOf(value);
    }

    private Object required(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(component + ": option '" + name + "' is neither given nor has a default");
        }
        return value;
    }
}
