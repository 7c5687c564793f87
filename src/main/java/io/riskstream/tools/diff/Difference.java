package io.riskstream.tools.diff;

import io.riskstream.text.SourceRoot;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.flux.StreamDeclaration;
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
 * Compares two Flux files by meaning. Comments, the order of unordered elements and the YAML notation make no difference. Values of secrets are not
 * printed; a Flux file contains their names only.
 */
public final class Difference {
    private final Side before;
    private final Side after;
    private final List<String> changes = new ArrayList<>();

    private Difference(Side before, Side after) {
        this.before = before;
        this.after = after;
    }

    /** One of the two files. */
    private record Side(ComparedFile file) {
        FluxModel model() {
            return file.model();
        }

        /** Returns the bolt of each stage; several bolts if they share the stage. */
        Map<String, String> bolts() {
            Map<String, String> bolts = new LinkedHashMap<>();
            for (Declaration bolt : model().declarations(Kind.BOLT)) {
                bolt.references().forEach(reference -> bolts.merge(reference.id(), bolt.id(), (a, b) -> a + ", " + b));
            }
            return bolts;
        }

        Set<String> streams() {
            return model().streams().stream()
                    .map(Difference::describe)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }

    /** Returns one line per change; empty if the two files have the same meaning. Both must be {@linkplain ComparedFile#problems buildable}. */
    public static List<String> of(ComparedFile before, ComparedFile after) {
        Difference difference = new Difference(new Side(before), new Side(after));
        difference.compare();
        return difference.changes;
    }

    /** Compares two files as {@link #of(ComparedFile, ComparedFile)} does, with the files of the working directory; what cannot be built is left out. */
    public static List<String> of(FluxModel before, FluxModel after) {
        return of(
                ComparedFile.of("before", SourceRoot.current(), () -> before),
                ComparedFile.of("after", SourceRoot.current(), () -> after));
    }

    private void compare() {
        changed(
                "name",
                "",
                before.model().name().map(FluxNode::text),
                after.model().name().map(FluxNode::text));
        compare("config", texts(before.model()), texts(after.model()));
        compareDeclarations(Kind.COMPONENT);
        compareScorecards(before.file().scorecards(), after.file().scorecards());
        compareDeclarations(Kind.SPOUT);
        compareDeclarations(Kind.BOLT);
        Map<String, String> stagesBefore = before.bolts();
        Map<String, String> stagesAfter = after.bolts();
        stagesBefore.forEach((stage, bolt) -> {
            if (stagesAfter.containsKey(stage) && !stagesAfter.get(stage).equals(bolt)) {
                changes.add("stage      ~ " + stage + ": moved from " + bolt + " to " + stagesAfter.get(stage));
            }
        });
        Set<String> streamsBefore = before.streams();
        Set<String> streamsAfter = after.streams();
        streamsBefore.stream()
                .filter(stream -> !streamsAfter.contains(stream))
                .forEach(stream -> changes.add("stream     - " + stream));
        streamsAfter.stream()
                .filter(stream -> !streamsBefore.contains(stream))
                .forEach(stream -> changes.add("stream     + " + stream));
    }

    /** Compares the parts of scorecards. A rule that one side lacks is one line and not one for each of its parts. */
    private void compareScorecards(Map<String, String> old, Map<String, String> updated) {
        Set<String> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(updated.keySet());
        for (String key : keys) {
            boolean isRemoved = isPartOfNew(key, old, updated);
            boolean isAdded = isPartOfNew(key, updated, old);
            if (!isRemoved && !isAdded) {
                scorecard(key, Optional.ofNullable(old.get(key)), Optional.ofNullable(updated.get(key)));
            }
        }
        Map<String, List<String>> rowsBefore = rows(old);
        rows(updated).forEach((table, rows) -> {
            // with `hit: collect` every matching row counts, whatever their order
            if (rowsBefore.containsKey(table) && !"collect".equals(updated.get(table + " hit"))) {
                compareOrder(table, rowsBefore.get(table), rows);
            }
        });
    }

    /** Returns the names of the rows of each table in a CSV file, in their order. */
    private static Map<String, List<String>> rows(Map<String, String> parts) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        parts.keySet().forEach(key -> {
            int row = key.indexOf(ScorecardParts.ROW);
            if (row > 0 && key.endsWith("]")) {
                rows.computeIfAbsent(key.substring(0, row), table -> new ArrayList<>())
                        .add(key.substring(row + ScorecardParts.ROW.length()));
            }
        });
        return rows;
    }

    private void compareOrder(String table, List<String> old, List<String> updated) {
        List<String> commonBefore = old.stream().filter(updated::contains).toList();
        List<String> commonAfter = updated.stream().filter(old::contains).toList();
        for (int i = 0; i < commonAfter.size(); i++) {
            if (!commonAfter.get(i).equals(commonBefore.get(i))) {
                int space = table.indexOf(' ');
                line(
                        table.substring(0, space),
                        '~',
                        table.substring(space + 1) + " order",
                        "the first row that has another place is " + commonAfter.get(i));
                return;
            }
        }
    }

    /** True if a named element that only one side has contains the part. */
    private static boolean isPartOfNew(String key, Map<String, String> has, Map<String, String> lacks) {
        for (int end = key.lastIndexOf(' '); end > 0; end = key.lastIndexOf(' ', end - 1)) {
            String element = key.substring(0, end);
            if (has.containsKey(element) && !lacks.containsKey(element)) {
                return true;
            }
        }
        return false;
    }

    private void scorecard(String key, Optional<String> old, Optional<String> updated) {
        int space = key.indexOf(' ');
        String what = space < 0 ? "scorecard" : key.substring(0, space);
        String which = space < 0 ? key : key.substring(space + 1);
        boolean isElement = old.isPresent() != updated.isPresent()
                && old.or(() -> updated).get().isEmpty();
        if (isElement) {
            line(
                    what,
                    old.isPresent() ? '-' : '+',
                    which,
                    members(key, (old.isPresent() ? before : after).file().scorecards()));
        } else {
            changed(what, which, old, updated);
        }
    }

    /** Returns the members of an element of a scorecard on one line. */
    private static String members(String element, Map<String, String> parts) {
        return parts.entrySet().stream()
                .filter(part -> part.getKey().startsWith(element + " "))
                .filter(part -> !part.getKey().startsWith(element + ScorecardParts.ROW))
                .map(part -> part.getKey().substring(element.length() + 1) + ": " + part.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, String> texts(FluxModel model) {
        Map<String, String> texts = new LinkedHashMap<>();
        model.settings().forEach((key, setting) -> texts.put(key, ValueText.of(key, setting.node())));
        return texts;
    }

    private void compareDeclarations(Kind kind) {
        Map<String, Declaration> old = byId(before.model(), kind);
        Map<String, Declaration> updated = byId(after.model(), kind);
        old.forEach((id, declaration) -> {
            if (!updated.containsKey(id)) {
                line(kind.term(), '-', id, summary(declaration));
            } else {
                compareParts(kind, id, declaration, updated.get(id));
            }
        });
        updated.forEach((id, declaration) -> {
            if (!old.containsKey(id)) {
                line(kind.term(), '+', id, summary(declaration));
            }
        });
    }

    private static Map<String, Declaration> byId(FluxModel model, Kind kind) {
        Map<String, Declaration> byId = new LinkedHashMap<>();
        model.declarations(kind).forEach(declaration -> byId.put(declaration.id(), declaration));
        return byId;
    }

    private void compareParts(Kind kind, String id, Declaration old, Declaration updated) {
        changed(kind.term(), id + " class", Optional.of(old.className()), Optional.of(updated.className()));
        changed(kind.term(), id + " parallelism", parallelism(old), parallelism(updated));
        Map<String, String> beforeParts = parts(old.node());
        Map<String, String> afterParts = parts(updated.node());
        Set<String> keys = new LinkedHashSet<>(beforeParts.keySet());
        keys.addAll(afterParts.keySet());
        keys.forEach(key -> changed(
                kind.term(),
                id + " " + key,
                Optional.ofNullable(beforeParts.get(key)),
                Optional.ofNullable(afterParts.get(key))));
    }

    private static Optional<String> parallelism(Declaration declaration) {
        return declaration
                .bean()
                .filter(VertexDef.class::isInstance)
                .map(bean -> Integer.toString(((VertexDef) bean).getParallelism()));
    }

    /** Returns the arguments and properties of a declaration, by option or by position. */
    private static Map<String, String> parts(FluxNode node) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (FluxNode.Entry entry : node.entries()) {
            String key = entry.key().text();
            if (Set.of("id", "className", "parallelism").contains(key)) {
                continue;
            } else if (!key.equals("constructorArgs")) {
                parts.put(key, ValueText.of(entry.value()));
                continue;
            }
            int position = 1;
            for (FluxNode argument : entry.value().list()) {
                if (argument.only("reflist").isPresent()) {
                    parts.put(
                            "list " + position,
                            ValueText.of(argument.only("reflist").get()));
                } else if (argument.isMap() && argument.only("ref").isEmpty()) {
                    argument.entries()
                            .forEach(option -> parts.put(
                                    option.key().text(),
                                    ValueText.of(option.key().text(), option.value())));
                } else {
                    parts.put(
                            "argument " + position,
                            ValueText.ofArgument(
                                    node, position - 1, argument.only("ref").orElse(argument)));
                }
                position++;
            }
        }
        return parts;
    }

    private static String summary(Declaration declaration) {
        String simple =
                declaration.className().substring(declaration.className().lastIndexOf('.') + 1);
        String list = declaration.arguments().stream()
                .flatMap(argument -> argument.only("reflist").stream())
                .map(ValueText::of)
                .collect(Collectors.joining(" "));
        return simple + (list.isEmpty() ? "" : " " + list);
    }

    private static String describe(StreamDeclaration stream) {
        String grouping = stream.grouping()
                .map(type -> type.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .orElse("no grouping");
        String fields = stream.arguments().stream().map(FluxNode::text).collect(Collectors.joining(", "));
        return stream.from() + (stream.stream().equals("default") ? "" : " " + stream.stream()) + " -> " + stream.to()
                + ", " + grouping + (fields.isEmpty() ? "" : " (" + fields + ")");
    }

    private void compare(String what, Map<String, String> old, Map<String, String> updated) {
        Set<String> keys = new LinkedHashSet<>(old.keySet());
        keys.addAll(updated.keySet());
        keys.forEach(
                key -> changed(what, key, Optional.ofNullable(old.get(key)), Optional.ofNullable(updated.get(key))));
    }

    private void changed(String what, String which, Optional<String> old, Optional<String> updated) {
        if (Objects.equals(old, updated)) {
            return;
        } else if (old.isEmpty()) {
            line(what, '+', which, updated.get());
        } else if (updated.isEmpty()) {
            line(what, '-', which, old.get());
        } else {
            line(what, '~', which, old.get() + " -> " + updated.get());
        }
    }

    private void line(String what, char sign, String which, String value) {
        changes.add(
                String.format(Locale.ROOT, "%-10s %c %s%s", what, sign, which.isEmpty() ? "" : which + ": ", value));
    }
}
