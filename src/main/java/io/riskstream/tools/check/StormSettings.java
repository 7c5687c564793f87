package io.riskstream.tools.check;

import io.riskstream.text.Nearest;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.storm.validation.ConfigValidation;

/** The settings that Storm knows: those of topologies and those of its daemons. */
final class StormSettings {
    /** The start of the settings of topologies. */
    static final String TOPOLOGY = "topology.";

    private static final Map<String, Field> KNOWN = known();
    private static final Set<String> TOPOLOGY_KEYS =
            KNOWN.keySet().stream().filter(key -> key.startsWith(TOPOLOGY)).collect(Collectors.toSet());
    private static final Set<String> PREFIXES = prefixes();

    private StormSettings() {}

    private static Map<String, Field> known() {
        Map<String, Field> known = new HashMap<>();
        for (Class<?> type : ConfigValidation.getConfigClasses()) {
            for (Field field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    try {
                        known.put((String) field.get(null), field);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException("a public constant", e);
                    }
                }
            }
        }
        return known;
    }

    private static Set<String> prefixes() {
        Set<String> prefixes = new HashSet<>();
        for (String key : KNOWN.keySet()) {
            prefixes.add(key.substring(0, key.indexOf('.') + 1));
        }
        return prefixes;
    }

    /** Returns the constant of a setting; empty if Storm does not know the setting. */
    static Optional<Field> field(String key) {
        return Optional.ofNullable(KNOWN.get(key));
    }

    /** Returns the setting that an unknown one is probably a misspelling of; empty for a setting of the user. */
    static Optional<String> nearest(String key) {
        if (key.startsWith(TOPOLOGY)) {
            return Nearest.to(key, TOPOLOGY_KEYS);
        } else if (PREFIXES.contains(key.substring(0, key.indexOf('.') + 1))) {
            return Optional.empty();
        }
        String rest = key.substring(key.indexOf('.') + 1);
        return TOPOLOGY_KEYS.stream()
                .filter(known -> known.equals(TOPOLOGY + rest) || known.equals(TOPOLOGY + key))
                .findFirst();
    }
}
