package io.riskstream.tools.check;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Replaces a node of a YAML file, key or value, by a value of another kind. */
final class NodeMutations {
    /**
     * A changed text.
     *
     * @param description the line of the change, and the new value
     */
    record Mutation(String text, String description) {}

    /** Values of every kind that YAML has, in flow style, so that they fit everywhere. */
    static final List<String> VALUES = List.of(
            "[]",
            "{}",
            "[a, b]",
            "[[a], {b: c}]",
            "{a: b}",
            "{a: {b: [c]}}",
            "null",
            "~",
            "''",
            "\"\"",
            "' '",
            "17",
            "-1",
            "99999999999999999999",
            "1.5",
            ".nan",
            "true",
            "2004-09-20",
            "text",
            "\"line\\nbreak\"",
            "'next\u0085line'",
            "\"line\u2028separator\"",
            "'paragraph\u2029'",
            "\"tab\\tand \\0\"",
            "'\ud83c\udf0a {wave}'",
            "!tagged text",
            "!!binary aGVsbG8=",
            "!!set {a, b}",
            "!!java.io.File [x]",
            "[null]",
            "{null: null}",
            "{[a, b]: c}",
            "{? {a: b} : c}",
            "{<<: {a: b}}",
            "{<<: text}",
            "{<<: [1]}",
            "&self [*self]",
            "&self {a: *self}",
            "*nowhere",
            "{ref: text}",
            "{ref: [a]}",
            "{ref: null}",
            "{reflist: text}",
            "{reflist: [null, [a]]}",
            "[{ref: {a: b}}]",
            "{type: [FIELDS]}",
            "{className: [java.util.ArrayList]}",
            "{className: {a: b}}",
            "${x}",
            "'${'",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]");

    private final String text;
    private final List<Node> nodes = new ArrayList<>();

    NodeMutations(String text) {
        this.text = text;
        collect(new Yaml(new LoaderOptions()).compose(new StringReader(text)));
    }

    private void collect(Node node) {
        nodes.add(node);
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(this::collect);
        } else if (node instanceof MappingNode map) {
            for (NodeTuple entry : map.getValue()) {
                collect(entry.getKeyNode());
                collect(entry.getValueNode());
            }
        }
    }

    /** Replaces a random node by a random value. */
    Mutation next(Random random) {
        Node old = nodes.get(random.nextInt(nodes.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        int from = text.offsetByCodePoints(0, old.getStartMark().getIndex());
        int to = text.offsetByCodePoints(0, old.getEndMark().getIndex());
        // a block ends where the next token begins
        boolean isBlock = old.getEndMark().getLine() > old.getStartMark().getLine();
        String end = isBlock ? "\n" + " ".repeat(old.getEndMark().getColumn()) : "";
        return new Mutation(
                text.substring(0, from) + value + end + text.substring(to),
                ":" + (old.getStartMark().getLine() + 1) + " " + value);
    }
}
