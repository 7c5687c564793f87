package io.riskstream.tools.check;

import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.storm.Config;
import org.apache.storm.generated.StormTopology;

/** Checks the class that builds the topology ({@code topologySource}) in place of declared spouts, bolts and streams. */
final class TopologySourceCheck implements Check {
    private static final String DEFAULT_METHOD = "getTopology";

    private final ClassPathIndex classes;

    TopologySourceCheck(ClassPathIndex classes) {
        this.classes = classes;
    }

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        Optional<FluxNode> source = topology.model()
                .root()
                .flatMap(root -> root.get("topologySource"))
                .filter(FluxNode::isMap);
        Optional<FluxNode> className = source.flatMap(node -> node.get("className"))
                .filter(node -> node.isScalar()
                        && !node.text().isBlank()
                        && !node.text().contains("${"));
        className.ifPresent(name -> {
            try {
                Class<?> type = Class.forName(name.text(), false, TopologySourceCheck.class.getClassLoader());
                checkMethod(type, name, source.get().get("methodName"), findings);
            } catch (ClassNotFoundException e) {
                findings.accept(classes.unknown(name.position(), name.text()));
            } catch (LinkageError e) {
                findings.accept(Finding.error(
                        name.position(), "class.load", "class '" + name.text() + "' cannot be loaded: " + e));
            }
        });
    }

    private static void checkMethod(
            Class<?> type, FluxNode className, Optional<FluxNode> methodName, Consumer<Finding> findings) {
        String name = methodName.map(FluxNode::text).orElse(DEFAULT_METHOD);
        List<Method> fitting = Arrays.stream(type.getMethods())
                .filter(TopologySourceCheck::returnsTopology)
                .toList();
        long named =
                fitting.stream().filter(method -> method.getName().equals(name)).count();
        if (named == 1) {
            return;
        }
        Finding finding = Finding.error(
                methodName.orElse(className).position(),
                "source.method",
                named > 1
                        ? type.getSimpleName() + " has " + named + " methods '" + name
                                + "' for a topology, and Flux requires exactly one"
                        : type.getSimpleName() + " has no public method '" + name
                                + "' that takes a Map or a Config and returns a StormTopology");
        findings.accept(
                named > 1 || fitting.isEmpty()
                        ? finding
                        : finding.withHint(
                                name,
                                fitting.stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new))));
    }

    private static boolean returnsTopology(Method method) {
        return method.getReturnType() == StormTopology.class
                && method.getParameterCount() == 1
                && (method.getParameterTypes()[0] == Map.class || method.getParameterTypes()[0] == Config.class);
    }
}
