package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.text.Nearest;
import io.riskstream.tools.flux.ConfigEntry;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.storm.Config;
import org.apache.storm.utils.Utils;
import org.apache.storm.validation.ConfigValidation;

/** Reports settings that Storm does not know, and values that Storm rejects. Flux passes all settings on without a check. */
final class ConfigurationCheck implements Check {
    private static final String TOPOLOGY = "topology.";
    private static final Pattern CLASS_NAME = Pattern.compile("(?:[a-z][\\w]*\\.)+[A-Z][\\w$]*");
    /** The settings with a class that a worker loads when it starts. Without the class it fails. */
    private static final Set<String> LOADED = Set.of(
            Config.TOPOLOGY_BOLT_WAIT_STRATEGY,
            Config.TOPOLOGY_SPOUT_WAIT_STRATEGY,
            Config.TOPOLOGY_BACKPRESSURE_WAIT_STRATEGY,
            Config.TOPOLOGY_KRYO_REGISTER,
            Config.TOPOLOGY_KRYO_FACTORY,
            Config.TOPOLOGY_TUPLE_SERIALIZER);

    private final Map<String, Field> known = known();
    private final ClassPathIndex classes;

    ConfigurationCheck(ClassPathIndex classes) {
        this.classes = classes;
    }

    /** Returns Storm's settings by key. */
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

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        Set<String> topologyKeys =
                known.keySet().stream().filter(key -> key.startsWith(TOPOLOGY)).collect(Collectors.toSet());
        Set<String> prefixes = new HashSet<>();
        for (String key : known.keySet()) {
            prefixes.add(key.substring(0, key.indexOf('.') + 1));
        }
        topology.model().settings().values().forEach(setting -> {
            String key = setting.name();
            if (known.containsKey(key)) {
                checkValue(setting, findings);
            } else if (key.startsWith(TOPOLOGY)) {
                Optional<String> near = Nearest.to(key, topologyKeys);
                FilePosition position = setting.key().position();
                findings.accept(near.map(nearest -> Finding.error(
                                        position, "config.unknown", "Storm has no setting '" + key + "'")
                                .withHint("did you mean '" + nearest + "'?"))
                        .orElseGet(() ->
                                Finding.warning(position, "config.unknown", "Storm has no setting '" + key + "'")));
            } else if (!prefixes.contains(key.substring(0, key.indexOf('.') + 1))) {
                // a setting of the user, unless its prefix is misspelt
                misspelt(key, topologyKeys)
                        .ifPresent(nearest -> findings.accept(Finding.error(
                                        setting.key().position(),
                                        "config.unknown",
                                        "Storm has no setting '" + key + "'")
                                .withHint("did you mean '" + nearest + "'?")));
            }
            checkClasses(setting, findings);
        });
        topology.model().name().ifPresent(name -> checkName(name, findings));
        if (topology.model().name().isEmpty()
                && topology.model()
                        .root()
                        .filter(root -> root.isMap() && root.entry("name").isEmpty())
                        .isPresent()) {
            findings.accept(Finding.error(
                    topology.model().root().orElseThrow().position(),
                    "yaml.missing",
                    "'name' is missing: the name of the topology"));
        }
        checkSendable(topology, findings);
    }

    private static Optional<String> misspelt(String key, Set<String> topologyKeys) {
        String rest = key.substring(key.indexOf('.') + 1);
        return topologyKeys.stream()
                .filter(known -> known.equals(TOPOLOGY + rest) || known.equals(TOPOLOGY + key))
                .findFirst();
    }

    private void checkValue(ConfigEntry setting, Consumer<Finding> findings) {
        if (setting.node().isNull()) {
            findings.accept(
                    Finding.error(setting.key().position(), "config.empty", "'" + setting.name() + "' has no value"));
            return;
        } else if (String.valueOf(setting.value()).contains("${") || !isOfTopologies(known.get(setting.name()))) {
            return;
        }
        try {
            ConfigValidation.validateField(known.get(setting.name()), Map.of(setting.name(), setting.value()));
        } catch (RuntimeException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            findings.accept(Finding.error(
                    setting.node().position(),
                    "config.value",
                    "Storm rejects this value of '" + setting.name() + "': " + message));
        }
    }

    /**
     * True if Storm checks the value of a setting at submission: Storm selects the final fields of this class. A setting of its daemons may have any value
     * in a topology, where no daemon reads it.
     */
    private static boolean isOfTopologies(Field setting) {
        return setting.getDeclaringClass() == Config.class && Modifier.isFinal(setting.getModifiers());
    }

    private void checkClasses(ConfigEntry setting, Consumer<Finding> findings) {
        setting.node()
                .leaves()
                .filter(leaf -> CLASS_NAME.matcher(leaf.text()).matches())
                .forEach(leaf -> {
                    try {
                        Class.forName(leaf.text(), false, ConfigurationCheck.class.getClassLoader());
                    } catch (ClassNotFoundException | LinkageError e) {
                        String message = ClassPathIndex.message(leaf.text());
                        Finding unknown = LOADED.contains(setting.name())
                                ? Finding.error(leaf.position(), "config.class", message)
                                : Finding.warning(leaf.position(), "config.class", message);
                        findings.accept(unknown.withHint(classes.hint(leaf.text())));
                    }
                });
    }

    private static void checkName(FluxNode name, Consumer<Finding> findings) {
        try {
            Utils.validateTopologyName(name.text());
        } catch (IllegalArgumentException e) {
            findings.accept(
                    Finding.error(name.position(), "name.invalid", "Storm rejects this name: " + e.getMessage()));
        }
    }

    private static boolean isSendable(ConfigEntry setting) {
        try {
            return Utils.isValidConf(new HashMap<>(Map.of(setting.name(), setting.value())));
        } catch (ClassCastException | NullPointerException noJson) {
            return false; // Storm's JSON library fails on an array of bytes, and on a key without a name
        }
    }

    /** Reports values that JSON cannot represent: Storm sends the configuration to Nimbus as JSON. */
    private static void checkSendable(CheckedTopology topology, Consumer<Finding> findings) {
        for (ConfigEntry setting : topology.model().settings().values()) {
            if (setting.value() != null && !isSendable(setting)) {
                findings.accept(Finding.error(
                                setting.node().position(),
                                "config.json",
                                "'" + setting.name() + "' is a "
                                        + setting.value().getClass().getSimpleName()
                                        + ", which Storm cannot send as JSON")
                        .withHint("put it in quotes"));
            }
        }
    }
}
