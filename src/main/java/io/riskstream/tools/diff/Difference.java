package io.riskstream.tools.diff;

import io.riskstream.score.Scorecard;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.SecretNames;
import io.riskstream.tools.flux.StreamDeclaration;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.storm.flux.model.VertexDef;

/**
 * What changed from one Flux file to another in meaning: comments, the order of what has no order, and how YAML writes a thing are the same to
 * it. Secrets have no values here, for they are named in Flux files, and not written.
 */
public final class Difference {
    private final Side before;
    private final Side after;
    private final List<String> told = new ArrayList<>();

    private Difference(Side before, Side after) {
        this.before = before;
        this.after = after;
    }

    /** One of the two files. */
    private record Side(FluxModel model, FluxBuild assembly) {

        /** Every stage, and the bolt that runs it with its place in there. */
        Map<String, String> bolts() {
            Map<String, String> bolts = new LinkedHashMap<>();
            for (Declaration bolt : model.declarations(Kind.BOLT)) {
                bolt.references().forEach(reference -> bolts.merge(reference.id(), bolt.id(), (a, b) -> a + ", " + b));
            }
            return bolts;
        }

        Set<String> streams() {
            return model.wires().stream().map(Difference::told).collect(Collectors.toCollection(LinkedHashSet::new));
        }

        /** The rules of its scorecards, by id. */
        Map<String, String> rules() {
            Map<String, String> rules = new LinkedHashMap<>();
            for (Declaration component : model.declarations(Kind.COMPONENT)) {
                if (assembly.built(component).orElse(null) instanceof Scorecard) {
                    component.arguments().stream()
                            .filter(FluxNode::isScalar)
                            .forEach(path -> rules.putAll(YamlFile.read(SourceFile.read(path.text()), Side::rules)));
                }
            }
            return rules;
        }

        private static Map<String, String> rules(YamlNode root) {
            Map<String, String> rules = new LinkedHashMap<>();
            YamlMap map = root.map();
            for (YamlNode node : map.get("rules").list()) {
                YamlMap rule = node.map();
                rules.put(
                        rule.get("id").text(),
                        rule.get("points").text() + " points when "
                                + rule.get("when").text());
            }
            map.get("bands").list().forEach(band -> {
                YamlMap decision = band.map();
                rules.put(
                        "decision " + decision.get("decision").text(),
                        decision.find("from").map(from -> "from " + from.text()).orElse("else"));
            });
            return rules;
        }
    }

    /** What changed, a line each; none if the two mean the same. */
    public static List<String> of(FluxModel before, FluxModel after) {
        Difference difference =
                new Difference(new Side(before, FluxBuild.of(before)), new Side(after, FluxBuild.of(after)));
        difference.tell();
        return difference.told;
    }

    private void tell() {
        changed(
                "name",
                "",
                before.model().name().map(FluxNode::text),
                after.model().name().map(FluxNode::text));
        compare("config", texts(before.model()), texts(after.model()));
        compareDeclarations(Kind.COMPONENT);
        compare("rule", before.rules(), after.rules());
        compareDeclarations(Kind.SPOUT);
        compareDeclarations(Kind.BOLT);
        Map<String, String> stagesBefore = before.bolts();
        Map<String, String> stagesAfter = after.bolts();
        stagesBefore.forEach((stage, bolt) -> {
            if (stagesAfter.containsKey(stage) && !stagesAfter.get(stage).equals(bolt)) {
                told.add("stage      ~ " + stage + ": moved from " + bolt + " to " + stagesAfter.get(stage));
            }
        });
        Set<String> streamsBefore = before.streams();
        Set<String> streamsAfter = after.streams();
        streamsBefore.stream()
                .filter(stream -> !streamsAfter.contains(stream))
                .forEach(stream -> told.add("stream     - " + stream));
        streamsAfter.stream()
                .filter(stream -> !streamsBefore.contains(stream))
                .forEach(stream -> told.add("stream     + " + stream));
    }

    private static Map<String, String> texts(FluxModel model) {
        Map<String, String> texts = new LinkedHashMap<>();
        model.configuration().forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    private void compareDeclarations(Kind kind) {
        Map<String, Declaration> old = byId(before.model(), kind);
        Map<String, Declaration> fresh = byId(after.model(), kind);
        old.forEach((id, declaration) -> {
            if (!fresh.containsKey(id)) {
                line(kind.word(), '-', id, summary(declaration));
            } else {
                compareParts(kind, id, declaration, fresh.get(id));
            }
        });
        fresh.forEach((id, declaration) -> {
            if (!old.containsKey(id)) {
                line(kind.word(), '+', id, summary(declaration));
            }
        });
    }

    private static Map<String, Declaration> byId(FluxModel model, Kind kind) {
        Map<String, Declaration> byId = new LinkedHashMap<>();
        model.declarations(kind).forEach(declaration -> byId.put(declaration.id(), declaration));
        return byId;
    }

    private void compareParts(Kind kind, String id, Declaration old, Declaration fresh) {
        changed(kind.word(), id + " class", Optional.of(old.className()), Optional.of(fresh.className()));
        changed(kind.word(), id + " parallelism", parallelism(old), parallelism(fresh));
        Map<String, String> oldParts = parts(old.node());
        Map<String, String> freshParts = parts(fresh.node());
        Set<String> keys = new LinkedHashSet<>(oldParts.keySet());
        keys.addAll(freshParts.keySet());
        keys.forEach(key -> changed(
                kind.word(),
                id + " " + key,
                Optional.ofNullable(oldParts.get(key)),
                Optional.ofNullable(freshParts.get(key))));
    }

    private static Optional<String> parallelism(Declaration declaration) {
        return declaration
                .bean()
                .filter(VertexDef.class::isInstance)
                .map(bean -> Integer.toString(((VertexDef) bean).getParallelism()));
    }

    /** What a declaration is given, by option or by position. */
    private static Map<String, String> parts(FluxNode node) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (FluxNode.Entry entry : node.entries()) {
            String key = entry.key().text();
            if (Set.of("id", "className", "parallelism").contains(key)) {
                continue;
            } else if (!key.equals("constructorArgs")) {
                parts.put(key, text(entry.value()));
                continue;
            }
            int position = 1;
            for (FluxNode argument : entry.value().list()) {
                if (argument.only("reflist").isPresent()) {
                    parts.put("list " + position, text(argument.only("reflist").get()));
                } else if (argument.isMap() && argument.only("ref").isEmpty()) {
                    argument.entries()
                            .forEach(option -> parts.put(
                                    option.key().text(), text(option.key().text(), option.value())));
                } else {
                    parts.put("argument " + position, text(argument.only("ref").orElse(argument)));
                }
                position++;
            }
        }
        return parts;
    }

    /** What an option holds, but for a secret that somebody has written out. */
    private static String text(String name, FluxNode value) {
        String text = text(value);
        return SecretNames.named(name) && SecretNames.literal(text) ? "********" : SecretNames.masked(text);
    }

    private static String text(FluxNode node) {
        if (node.isMap()) {
            return node.entries().stream()
                    .map(entry -> entry.key().text() + ": " + text(entry.key().text(), entry.value()))
                    .sorted()
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return node.isList()
                ? node.list().stream().map(Difference::text).collect(Collectors.joining(", ", "[", "]"))
                : node.text();
    }

    private static String summary(Declaration declaration) {
        String simple =
                declaration.className().substring(declaration.className().lastIndexOf('.') + 1);
        String list = declaration.arguments().stream()
                .flatMap(argument -> argument.only("reflist").stream())
                .map(Difference::text)
                .collect(Collectors.joining(" "));
        return simple + (list.isEmpty() ? "" : " " + list);
    }

    private static String told(StreamDeclaration wire) {
        String grouping = wire.grouping()
                .map(type -> type.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .orElse("no grouping");
        String fields = wire.arguments().stream().map(FluxNode::text).collect(Collectors.joining(", "));
        return wire.from() + (wire.stream().equals("default") ? "" : " " + wire.stream()) + " -> " + wire.to() + ", "
                + grouping + (fields.isEmpty() ? "" : " (" + fields + ")");
    }

    private void compare(String what, Map<String, String> old, Map<String, String> fresh) {
        Set<String> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(fresh.keySet());
        keys.forEach(key -> changed(what, key, Optional.ofNullable(old.get(key)), Optional.ofNullable(fresh.get(key))));
    }

    private void changed(String what, String which, Optional<String> old, Optional<String> fresh) {
        if (Objects.equals(old, fresh)) {
            return;
        } else if (old.isEmpty()) {
            line(what, '+', which, fresh.get());
        } else if (fresh.isEmpty()) {
            line(what, '-', which, old.get());
        } else {
            line(what, '~', which, old.get() + " -> " + fresh.get());
        }
    }

    private void line(String what, char sign, String which, String value) {
        told.add(String.format(Locale.ROOT, "%-10s %c %s%s", what, sign, which.isEmpty() ? "" : which + ": ", value));
    }
}
