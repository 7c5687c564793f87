package io.riskstream.stage;

import io.riskstream.text.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one component of a Flux file, as a map under its {@code constructorArgs}. Each class declares its options once, as {@link
 * Declared}; from that come the defaults, the errors and the reference page. An unknown option is an error, never a default.
 */
public final class Options {
    private static final long MOST_MILLISECONDS = 86_400_000;

    /** What an option may hold. */
    public enum Kind {
        TEXT,
        INTEGER,
        BOOLEAN,
        /** Whole milliseconds. */
        MILLISECONDS,
        LIST,
        MAP
    }

    /**
     * One option.
     *
     * @param fallback what holds where the option is not given; empty for none
     * @param required whether it must be given
     * @param choices the words it may be; empty for any
     */
    public record Option(
            String name,
            Kind kind,
            Optional<Object> fallback,
            boolean required,
            List<String> choices,
            String description) {}

    /** The options that a class has. */
    public static final class Declared {
        private final String component;
        private final Map<String, Option> options;

        private Declared(String component, Map<String, Option> options) {
            this.component = component;
            this.options = options;
        }

        public Declared required(String name, Kind kind, String description) {
            return plus(new Option(name, kind, Optional.empty(), true, List.of(), description));
        }

        public Declared optional(String name, Kind kind, String description) {
            return plus(new Option(name, kind, Optional.empty(), false, List.of(), description));
        }

        public Declared optional(String name, Kind kind, Object fallback, String description) {
            return plus(new Option(name, kind, Optional.of(fallback), false, List.of(), description));
        }

        /** An option that takes one of an enum's words. */
        public <T extends Enum<T>> Declared choice(String name, T fallback, String description) {
            List<String> words = Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
                    .map(Enum::name)
                    .toList();
            return plus(new Option(name, Kind.TEXT, Optional.of(fallback.name()), false, words, description));
        }

        private Declared plus(Option option) {
            Map<String, Option> more = new LinkedHashMap<>(options);
            more.put(option.name(), option);
            return new Declared(component, more);
        }

        public List<Option> list() {
            return List.copyOf(options.values());
        }

        /**
         * Takes the options given in a Flux file.
         *
         * @throws IllegalArgumentException naming every unknown, missing and ill-typed option at once, and for an unknown one the nearest
         */
        public Options read(Map<String, ?> given) {
            if (given == null) {
                throw new IllegalArgumentException(component + ": its options are missing");
            }
            String place = component + (given.get("name") instanceof String name ? " '" + name + "'" : "");
            List<String> faults = new ArrayList<>();
            for (Map.Entry<String, ?> entry : given.entrySet()) {
                String name = String.valueOf(entry.getKey());
                Option option = options.get(name);
                if (option == null) {
                    faults.add("unknown option '" + name + "'" + Nearest.hint(name, options.keySet()));
                } else {
                    fault(option, entry.getValue()).ifPresent(faults::add);
                }
            }
            for (Option option : options.values()) {
                if (option.required() && !given.containsKey(option.name())) {
                    faults.add("option '" + option.name() + "' is missing: " + option.description());
                }
            }
            if (!faults.isEmpty()) {
                throw new IllegalArgumentException(place + ": " + String.join("; and ", faults));
            }
            Map<String, Object> values = new LinkedHashMap<>();
            options.values().forEach(option -> option.fallback().ifPresent(value -> values.put(option.name(), value)));
            values.putAll(given);
            return new Options(place, values);
        }

        private static Optional<String> fault(Option option, Object value) {
            boolean fits =
                    switch (option.kind()) {
                        case TEXT -> value instanceof String || value instanceof Number || value instanceof Boolean;
                        case INTEGER -> value instanceof Integer || value instanceof Long;
                        case MILLISECONDS ->
                            (value instanceof Integer || value instanceof Long)
                                    && ((Number) value).longValue() >= 0
                                    && ((Number) value).longValue() <= MOST_MILLISECONDS;
                        case BOOLEAN -> value instanceof Boolean;
                        case LIST -> value instanceof List;
                        case MAP -> value instanceof Map;
                    };
            if (!fits) {
                return Optional.of("option '" + option.name() + "' takes " + expected(option.kind()) + ", not "
                        + (value == null ? "nothing" : value.getClass().getSimpleName() + " '" + value + "'"));
            }
            if (!option.choices().isEmpty() && !option.choices().contains(String.valueOf(value))) {
                return Optional.of("option '" + option.name() + "' cannot be '" + value + "'"
                        + Nearest.hint(String.valueOf(value), option.choices()));
            }
            return Optional.empty();
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

    private final String place;
    private final Map<String, Object> values;

    private Options(String place, Map<String, Object> values) {
        this.place = place;
        this.values = values;
    }

    /** Begins the declaration of a component's options. */
    public static Declared of(String component) {
        return new Declared(component, Map.of());
    }

    /** The component and its name, for messages. */
    public String place() {
        return place;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name) {
        return String.valueOf(present(name));
    }

    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(values.get(name)).map(String::valueOf);
    }

    public long integer(String name) {
        return ((Number) present(name)).longValue();
    }

    /** A whole number within bounds. */
    public int integer(String name, int least, int most) {
        long value = integer(name);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    place + ": option '" + name + "' must be between " + least + " and " + most + ", not " + value);
        }
        return (int) value;
    }

    public boolean bool(String name) {
        return (Boolean) present(name);
    }

    public Duration millis(String name) {
        return Duration.ofMillis(integer(name));
    }

    public <T extends Enum<T>> T choice(String name, Class<T> type) {
        return Enum.valueOf(type, text(name));
    }

    /** A list's elements as texts; empty where the option is not given. */
    public List<String> texts(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** A map's entries as texts, in order; empty where the option is not given. */
    public Map<String, String> map(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (values.get(name) instanceof Map<?, ?> map) {
            map.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        }
        return texts;
    }

    /** An error about one of these options, naming the component. */
    public IllegalArgumentException fault(String message) {
        return new IllegalArgumentException(place + ": " + message);
    }

    private Object present(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalStateException(place + ": option '" + name + "' is neither given nor has a default");
        }
        return value;
    }
}
