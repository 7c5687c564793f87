package io.riskstream.yaml;

import io.riskstream.text.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A YAML file being read: {@link #read} hands its root to a reader, and in the end either returns what that made of it, or throws everything that
 * is wrong with the file at once.
 *
 * <p>YAML's own limits hold (3 MB, 50 levels, 50 aliases of collections), and aliases may not blow a file up beyond {@value #MAX_NODES} nodes.
 * Keys that occur twice are faults, here as in YAML 1.2; merge keys ({@code <<}) are not known.
 */
public final class YamlFile {
    private static final int MAX_NODES = 100_000;
    private static final int MAX_DEPTH = 50;
    private static final int LONG_LINE = 140;
    private static final int SHOWN_BEFORE = 80;
    private static final int SHOWN_AFTER = 60;

    private record Fault(YamlPosition place, String message) {}

    private final SourceFile source;
    private final List<Fault> faults = new ArrayList<>();
    private int nodes;

    private YamlFile(SourceFile source) {
        this.source = source;
    }

    /**
     * Reads a file.
     *
     * @param reader makes something of the root; it goes on after a fault, with stand-ins for what it could not get (an empty text, 0, false, an
     *     empty list), and whatever it then returns or throws is let go
     * @throws YamlException naming all that is wrong, if anything is
     */
    public static <T> T read(SourceFile source, Function<YamlNode, T> reader) {
        YamlFile file = new YamlFile(source);
        YamlNode root = file.compose();
        T made;
        try {
            made = reader.apply(root);
        } catch (RuntimeException e) {
            // a stand-in may well be more than the reader can take; the fault is what to tell then
            if (file.faults.isEmpty()) {
                throw e;
            }
            YamlException all = file.all();
            all.addSuppressed(e);
            throw all;
        }
        if (!file.faults.isEmpty()) {
            throw file.all();
        }
        return made;
    }

    private YamlNode compose() {
        LoaderOptions limits = new LoaderOptions();
        limits.setMaxAliasesForCollections(50);
        limits.setNestingDepthLimit(MAX_DEPTH);
        limits.setCodePointLimit(3 * 1024 * 1024);
        try {
            Node root = new Yaml(limits).compose(new java.io.StringReader(source.text()));
            if (root == null) {
                fault(YamlPosition.START, "the file is empty");
            } else {
                count(root, 1);
                return YamlNode.of(this, root);
            }
        } catch (MarkedYAMLException e) {
            YamlPosition place = e.getProblemMark() == null ? YamlPosition.START : YamlPosition.of(e.getProblemMark());
            String context = e.getContext() == null ? "" : " " + e.getContext();
            boolean misplaced = e.getProblem() != null && e.getProblem().contains("<block end>");
            String hint = misplaced ? "; is this line indented as those it belongs to?" : "";
            fault(place, "not well-formed YAML: " + e.getProblem() + context + hint);
        } catch (ReaderException e) {
            String before = source.text().substring(0, Math.min(source.text().length(), Math.max(0, e.getPosition())));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            fault(new YamlPosition(line, 1), "not well-formed YAML: a character that YAML does not allow");
        } catch (YAMLException e) {
            fault(YamlPosition.START, "not well-formed YAML: " + e.getMessage());
        }
        throw all();
    }

    /** An alias costs a line and stands for a whole branch; and one may stand for what it is part of. */
    private void count(Node node, int depth) {
        nodes++;
        if (nodes > MAX_NODES || depth > MAX_DEPTH) {
            throw new YAMLException("its aliases nest too deep or make it too big");
        }
        if (node instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                count(element, depth + 1);
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                count(entry.getKeyNode(), depth + 1);
                count(entry.getValueNode(), depth + 1);
            }
        }
    }

    SourceFile source() {
        return source;
    }

    void fault(YamlPosition place, String message) {
        faults.add(new Fault(place, message));
    }

    private YamlException all() {
        List<Fault> all = faults.stream()
                .sorted(Comparator.comparing(Fault::place))
                .distinct()
                .toList();
        return new YamlException(
                all.stream().map(this::told).toList(),
                all.stream().map(fault -> told(fault) + excerpt(fault.place())).toList());
    }

    private String told(Fault fault) {
        return source.name() + ":" + fault.place() + ": " + fault.message().replace('\n', ' ');
    }

    /** The line of a place, or what is around the place in a long one, with a caret below; nothing where the line is blank. */
    private String excerpt(YamlPosition place) {
        String line = source.text().lines().skip(place.line() - 1L).findFirst().orElse("");
        if (line.isBlank()) {
            return "";
        }
        int at = line.offsetByCodePoints(0, Math.min(place.column() - 1, line.codePointCount(0, line.length())));
        boolean whole = line.length() <= LONG_LINE;
        int from = whole ? 0 : Math.max(0, at - SHOWN_BEFORE);
        int to = whole ? line.length() : Math.min(line.length(), at + SHOWN_AFTER);
        String shown = line.substring(from, to).replace('\t', ' ').stripTrailing();
        return "\n  " + shown + "\n  " + " ".repeat(line.codePointCount(from, at)) + "^";
    }
}
