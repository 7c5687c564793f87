package io.riskstream.yaml;

import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a YAML file. A method that returns the value as a type adds a problem and returns a substitute if the value has another type, so that
 * a reader finds all problems of a file; see {@link YamlFile#read}.
 */
public final class YamlNode extends PositionedNode {
    private static final Pattern NUMBER = Pattern.compile("[-+]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final int SHOWN_LENGTH = 40;
    /** The tag of the substitute for a missing value. */
    private static final Tag MISSING = new Tag("!missing");

    private final YamlFile file;
    private final YamlText text;

    YamlNode(YamlFile file, YamlText text, Node node) {
        super(text, node);
        this.file = file;
        this.text = text;
    }

    YamlNode inSameFile(Node node) {
        return new YamlNode(file, text, node);
    }

    /** Returns the substitute for a missing value. It has this position, and adds no problem of its type. */
    YamlNode missing() {
        return inSameFile(new ScalarNode(MISSING, "", yaml().getStartMark(), yaml().getStartMark(), ScalarStyle.PLAIN));
    }

    private boolean isMissing() {
        return yaml().getTag().equals(MISSING);
    }

    /** Returns the line number, from 1. */
    public int line() {
        return position().line();
    }

    /** Returns the column, from 1, in characters as an editor shows them. */
    public int column() {
        return position().column();
    }

    /** True if this is a number in the notation of JSON. */
    public boolean isNumber() {
        return plain(NUMBER).isPresent();
    }

    /** Returns this as a map that has no keys but these. Any other key is a problem. */
    public YamlMap map(String... knownKeys) {
        return map().allow(List.of(knownKeys));
    }

    /** Returns this as a map whose keys the author of the file chooses. */
    public YamlMap map() {
        if (yaml() instanceof MappingNode mapping) {
            return YamlMap.of(this, mapping);
        }
        expected("a map");
        return YamlMap.empty(missing());
    }

    /** Returns this as a list. */
    public List<YamlNode> list() {
        if (yaml() instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(this::inSameFile).toList();
        }
        expected("a list");
        return List.of();
    }

    /** Returns this as a text. A number or a boolean is a text too, as it is written; an empty text is a problem. */
    public String text() {
        Optional<String> value = scalarText().filter(content -> !content.isBlank());
        if (value.isEmpty()) {
            expected("a text");
        }
        return value.orElse("");
    }

    /** Returns the text of a scalar, which may be empty; nothing for a map, a list and null. */
    public Optional<String> scalarText() {
        return isScalar() && !isNull() && !hasForeignTag() ? Optional.of(value()) : Optional.empty();
    }

    String value() {
        return ((ScalarNode) yaml()).getValue();
    }

    /** Returns the part of the file's text that represents this value. */
    public YamlSpan span() {
        return isMissing() ? new YamlSpan(0, 0) : YamlSpan.of(text.text(), yaml());
    }

    /** Returns this as a finite number in the notation of JSON. */
    public double number() {
        Optional<String> plain = plain(NUMBER);
        if (plain.isPresent() && Double.isFinite(Double.parseDouble(plain.get()))) {
            return Double.parseDouble(plain.get());
        }
        expected("a number");
        return 0;
    }

    /** Returns this as an integer of 64 bits without a decimal point. */
    public long integer() {
        try {
            Optional<String> plain = plain(INTEGER);
            if (plain.isPresent()) {
                return Long.parseLong(plain.get());
            }
            expected("a whole number");
        } catch (NumberFormatException tooBig) {
            expected("a whole number of 64 bits");
        }
        return 0;
    }

    /** Returns this as {@code true} or {@code false}. YAML's other notations of booleans are problems. */
    public boolean bool() {
        Optional<String> plain = scalarText().filter(value -> isPlain());
        if (plain.isPresent() && (plain.get().equals("true") || plain.get().equals("false"))) {
            return plain.get().equals("true");
        }
        expected("true or false");
        return false;
    }

    /** Adds a problem at this position. The message is one line without the position. */
    public void addProblem(String message) {
        file.add(problem(position(), message));
    }

    /** Adds a problem at this position, with the most likely intended word or what to do. */
    public void addProblem(String message, String hint) {
        file.add(problem(position(), message).withHint(hint));
    }

    /**
     * Adds a problem at a part of this text, such as a part of an expression.
     *
     * @param offset in {@link #text}, in chars
     * @param length in characters
     */
    public void addProblem(int offset, int length, String message) {
        addProblem(offset, length, message, Optional.empty());
    }

    /** Adds a problem at a part of this text, with the most likely intended word or what to do. */
    public void addProblem(int offset, int length, String message, Optional<String> hint) {
        ConfigurationProblem problem = problem(position(offset, length), message);
        file.add(hint.map(problem::withHint).orElse(problem));
    }

    private static ConfigurationProblem problem(FilePosition position, String message) {
        return ConfigurationProblem.inFile(position, message.replace('\n', ' '));
    }

    private Optional<String> plain(Pattern pattern) {
        return scalarText().filter(value -> isPlain() && pattern.matcher(value).matches());
    }

    private void expected(String type) {
        if (!isMissing()) {
            addProblem("expected " + type + ", not " + description());
        }
    }

    /** Returns what this is, for messages. */
    String description() {
        if (isMissing() || isNull()) {
            return "nothing";
        } else if (isMap()) {
            return "a map";
        } else if (isList()) {
            return "a list";
        } else if (hasForeignTag()) {
            return "a value with the YAML tag " + yaml().getTag() + "; put a text that begins with '!' in quotes";
        }
        String value = value();
        if (value.isEmpty()) {
            return "an empty text";
        }
        String cut = value.length() > SHOWN_LENGTH ? value.substring(0, SHOWN_LENGTH) + "..." : value;
        return isPlain() ? "'" + cut + "'" : "the text \"" + cut + "\"";
    }

    /** Returns {@code line:column}. */
    @Override
    public String toString() {
        return line() + ":" + column();
    }
}
