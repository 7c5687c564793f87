package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Reference;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the place that an exception of a constructor is about: a message that names its own place keeps it; of any other, the words that it
 * quotes are looked for in the declaration, and then in what that refers to.
 */
final class ErrorLocator {
    private static final Pattern FILE = Pattern.compile("(?<file>[\\w./-]+\\.(?:json|ya?ml)): (?<rest>.*)");
    private static final Pattern OWN_NAME = Pattern.compile("^[\\w-]+(?: spout)? '[^']*': ");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern WORD = Pattern.compile("[\\w.$-]{4,}");
    private static final String HINT = "; did you mean ";

    private final FluxBuild assembly;

    ErrorLocator(FluxBuild assembly) {
        this.assembly = assembly;
    }

    /** What a declaration's class said when it refused its arguments, each fault at its place. */
    List<Finding> findings(Declaration declaration, String message) {
        List<Finding> findings = new ArrayList<>();
        for (String line : message.split("\\R")) {
            if (line.startsWith(" ")) {
                continue; // the line that a fault before it is in, and its caret: a finding shows its own
            }
            Optional<Finding> placed = LocatedMessage.of(line);
            if (placed.isPresent()) {
                findings.add(placed.get());
            } else {
                for (String part : line.split("; and (?=unknown |option |property )")) {
                    findings.add(finding(declaration, part));
                }
            }
        }
        return findings;
    }

    private Finding finding(Declaration declaration, String message) {
        Optional<FluxNode> named = leaves(declaration).stream()
                .filter(leaf -> !leaf.text().isBlank() && message.startsWith(leaf.text() + ": no such file"))
                .findFirst();
        if (named.isPresent()) {
            return Finding.error(named.get().place(), "file.missing", message);
        }
        Matcher file = FILE.matcher(message);
        if (!file.matches()) {
            return Finding.error(place(declaration, message), "value.refused", message);
        }
        return Finding.error(new FilePosition(file.group("file"), 1, 1, 1), "file.invalid", file.group("rest"));
    }

    /** The place that a message is about. */
    FilePosition place(Declaration declaration, String said) {
        List<FluxNode> own = leaves(declaration);
        // that a look-up calls itself by its name says nothing of where its mistake is
        String message = OWN_NAME.matcher(said).replaceFirst("");
        List<String> words = quoted(message);
        if (message.contains(" is missing")) {
            return optionsOf(declaration);
        }
        List<FluxNode> referred = new ArrayList<>();
        for (Declaration other : referred(declaration)) {
            referred.addAll(leaves(other));
        }
        for (int i = words.size() - 1; i >= 0; i--) {
            String word = words.get(i);
            Optional<FluxNode> found = exact(own, word).or(() -> exact(referred, word));
            if (found.isPresent()) {
                FluxNode node = found.get();
                // the last word that is quoted is often a part of what was found
                String inner = words.get(words.size() - 1);
                return node.text().contains(inner) ? node.placeOf(inner) : node.place();
            }
        }
        return containing(own, words)
                .or(() -> unquoted(own, message))
                .map(FluxNode::place)
                .orElseGet(declaration::place);
    }

    private static List<FluxNode> leaves(Declaration declaration) {
        // the id and the class are what is declared, and not what is wrong with it
        return declaration.node().entries().stream()
                .filter(entry ->
                        !entry.key().text().equals("id") && !entry.key().text().equals("className"))
                .flatMap(entry -> entry.value().leaves())
                .toList();
    }

    private static FilePosition optionsOf(Declaration declaration) {
        List<FluxNode> arguments = declaration.arguments();
        if (arguments.isEmpty()) {
            return declaration.place();
        }
        FluxNode last = arguments.get(arguments.size() - 1);
        return last.only("ref").isPresent() || last.only("reflist").isPresent() ? declaration.place() : last.place();
    }

    private static Optional<FluxNode> exact(List<FluxNode> leaves, String word) {
        return leaves.stream().filter(leaf -> leaf.text().equals(word)).findFirst();
    }

    private static Optional<FluxNode> containing(List<FluxNode> leaves, List<String> words) {
        for (int i = words.size() - 1; i >= 0; i--) {
            String word = words.get(i);
            Optional<FluxNode> found = leaves.stream()
                    .filter(leaf -> !word.isEmpty() && leaf.text().contains(word))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** A key or value that the message names without quotes, as Kafka does. */
    private static Optional<FluxNode> unquoted(List<FluxNode> leaves, String message) {
        Matcher word = WORD.matcher(message);
        while (word.find()) {
            Optional<FluxNode> found = exact(leaves, word.group());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The words in quotes, without those of the hint. */
    private static List<String> quoted(String message) {
        int hint = message.indexOf(HINT);
        int known = message.indexOf("; known are ");
        int end = hint >= 0 ? hint : known >= 0 ? known : message.length();
        List<String> words = new ArrayList<>();
        Matcher matcher = QUOTED.matcher(message.substring(0, end));
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }

    private Set<Declaration> referred(Declaration declaration) {
        Set<Declaration> all = new LinkedHashSet<>();
        refer(declaration, all);
        all.remove(declaration);
        return all;
    }

    private void refer(Declaration declaration, Set<Declaration> all) {
        if (all.add(declaration)) {
            for (Reference reference : declaration.references()) {
                assembly.declaration(reference.id()).ifPresent(other -> refer(other, all));
            }
        }
    }
}
