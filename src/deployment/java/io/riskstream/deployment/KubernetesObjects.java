package io.riskstream.deployment;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The objects in rendered manifests, as the classes of fabric8's model, which are generated from the API of Kubernetes. A member that a class does not declare
 * is unknown. For kinds of custom resources, of which fabric8 has no class here, this class lists the members of {@code spec}.
 */
record KubernetesObjects(List<HasMetadata> objects, List<String> unknownMembers) {
    /** The members of {@code spec} that the chart may use, by kind. */
    private static final Map<String, Set<String>> CUSTOM = Map.of(
            "PodMonitor", Set.of("selector", "namespaceSelector", "podMetricsEndpoints", "jobLabel", "podTargetLabels"),
            "PrometheusRule", Set.of("groups"),
            "SecretProviderClass", Set.of("provider", "parameters", "secretObjects"));

    /** Parses the documents of a manifest. */
    static KubernetesObjects parse(String manifest) {
        KubernetesSerialization serialization = new KubernetesSerialization();
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        List<HasMetadata> objects = new ArrayList<>();
        TreeSet<String> unknown = new TreeSet<>();
        for (Object document : yaml.loadAll(manifest)) {
            if (document == null) {
                continue;
            }
            HasMetadata object = serialization.unmarshal(yaml.dump(document));
            objects.add(object);
            String name = object.getKind() + " " + object.getMetadata().getName();
            if (object instanceof GenericKubernetesResource custom) {
                customMembers(custom, name, unknown);
            } else {
                walk(object, name, unknown);
            }
        }
        return new KubernetesObjects(List.copyOf(objects), List.copyOf(unknown));
    }

    private static void customMembers(GenericKubernetesResource custom, String name, Set<String> unknown) {
        Set<String> known = CUSTOM.get(custom.getKind());
        if (known == null) {
            unknown.add(name + ": a kind that this check does not know");
            return;
        }
        for (Map.Entry<String, Object> member : new TreeMap<>(custom.getAdditionalProperties()).entrySet()) {
            if (!member.getKey().equals("spec")) {
                unknown.add(name + "." + member.getKey());
            } else if (member.getValue() instanceof Map<?, ?> spec) {
                spec.keySet().stream()
                        .filter(key -> !known.contains(String.valueOf(key)))
                        .forEach(key -> unknown.add(name + ".spec." + key));
            }
        }
    }

    private static void walk(Object value, String path, Set<String> unknown) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> walk(element, path + "." + key, unknown));
        } else if (value instanceof Collection<?> list) {
            int index = 0;
            for (Object element : list) {
                walk(element, path + "[" + index++ + "]", unknown);
            }
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            for (Method getter : value.getClass().getMethods()) {
                if (getter.getName().startsWith("get")
                        && getter.getParameterCount() == 0
                        && getter.getDeclaringClass() == value.getClass()) {
                    Object member = invoke(getter, value);
                    if (getter.getName().equals("getAdditionalProperties")) {
                        ((Map<?, ?>) member).keySet().forEach(key -> unknown.add(path + "." + key));
                    } else {
                        walk(member, path + "." + memberName(getter), unknown);
                    }
                }
            }
        }
    }

    private static String memberName(Method getter) {
        return Character.toLowerCase(getter.getName().charAt(3))
                + getter.getName().substring(4);
    }

    private static Object invoke(Method getter, Object value) {
        try {
            return getter.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + getter, e);
        }
    }
}
