package io.riskstream.tools.check;

import io.riskstream.event.FieldSource;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
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
import java.util.stream.Stream;

/**
 * Converts the exception of a constructor into findings with positions.
 *
 * <p>All classes of this project throw a {@link ConfigurationException}. A problem with a position keeps it. A problem of an option is at that
 * option in the declaration, or else in a component that the declaration refers to; within the option it is at the wrong value. A missing option is at
 * the options of the declaration.
 *
 * <p>Other classes, those of Kafka, Storm and users, throw exceptions with a message only. For these, and for problems that name neither an option nor
 * a value, a heuristic applies: the position is that of a value in the declaration that the message contains.
 */
final class ErrorLocator {
    private static final Pattern QUOTED = Pattern.compile("'([^']+)'|\"([^\"]+)\"");
    private static final Pattern WORD = Pattern.compile("[\\w.$-]{4,}");

    private final FluxBuild build;
    private final Declaration declaration;

    ErrorLocator(FluxBuild build, Declaration declaration) {
        this.build = build;
        this.declaration = declaration;
    }

    /** Returns a finding for each problem that an exception reports. */
    List<Finding> findings(Throwable error) {
        if (error instanceof ConfigurationException structured) {
            return structured.problems().stream().map(this::finding).toList();
        }
        String message = error.getMessage() == null ? error.toString() : error.getMessage();
        if (error.getMessage() != null && !(error instanceof IllegalArgumentException)) {
            message = error.getClass().getSimpleName() + ": " + message;
        }
        return List.of(Finding.error(guess(message), "value.refused", message));
    }

    private Finding finding(ConfigurationProblem problem) {
        if (problem.position().isPresent()) {
            return Finding.of(problem, "file.invalid");
        }
        // the name of a file is both the subject of the message and the wrong value
        boolean ofFile = !problem.value().isEmpty() && problem.component().equals(problem.value());
        String subject = problem.component().isEmpty() ? "" : problem.component() + ": ";
        Finding finding = Finding.error(
                position(problem), ofFile ? "file.missing" : "value.refused", subject + problem.message());
        boolean unknownOption = !problem.option().isEmpty() && problem.option().equals(problem.value());
        Optional<String> place =
                unknownOption ? MisplacedOption.hint(declaration, problem.option()) : Optional.<String>empty();
        return place.or(() -> unlistedSource(problem))
                .or(problem::hint)
                .map(finding::withHint)
                .orElse(finding);
    }

    /** Returns the hint for a field that a declared component has and the event type does not list; empty if there is none. */
    private Optional<String> unlistedSource(ConfigurationProblem problem) {
        if (!problem.message().contains("no field '" + problem.value() + "'")) {
            return Optional.empty();
        }
        return build.components(FieldSource.class).entrySet().stream()
                .filter(source -> source.getValue().fields().stream()
                        .anyMatch(field -> field.path().equals(problem.value())))
                .findFirst()
                .map(source -> "component '" + source.getKey()
                        + "' declares it: write its id into the reflist of the event type");
    }

    private FilePosition position(ConfigurationProblem problem) {
        String option = problem.option();
        String value = problem.value();
        if (option.isEmpty() && value.isEmpty()) {
            return guess(problem.message());
        }
        Optional<FilePosition> own = inOption(declaration, option, value);
        if (own.isEmpty() && value.isEmpty()) {
            return options(); // the option is missing, whatever components the declaration refers to
        }
        return own.or(() -> referred().stream()
                        .flatMap(other -> inOption(other, option, value).stream())
                        .findFirst())
                .or(() -> inAnyValue(value))
                .orElseGet(declaration::position);
    }

    /** Returns the position of a value in an option of a declaration; of the option if its value is missing; of the key if that is the value. */
    private static Optional<FilePosition> inOption(Declaration declaration, String option, String value) {
        Optional<FluxNode.Entry> entry = option.isEmpty()
                ? Optional.empty()
                : declaration.arguments().stream()
                        .flatMap(argument -> argument.entry(option).stream())
                        .findFirst();
        return entry.flatMap(found -> {
            if (value.equals(option)) {
                return Optional.of(found.key().position());
            } else if (value.isEmpty()) {
                return Optional.of(
                        found.value().isNull()
                                ? found.key().position()
                                : found.value().position());
            }
            return positionIn(found.value().leaves().toList(), value);
        });
    }

    private Optional<FilePosition> inAnyValue(String value) {
        return positionIn(leaves(declaration), value).or(() -> positionIn(referredLeaves(), value));
    }

    /** Returns the position of the scalar that is a text, or else of the part of a scalar that contains it. */
    private static Optional<FilePosition> positionIn(List<FluxNode> leaves, String text) {
        return leaves.stream()
                .filter(leaf -> leaf.text().equals(text))
                .findFirst()
                .or(() -> leaves.stream()
                        .filter(leaf -> leaf.text().contains(text))
                        .findFirst())
                .map(leaf -> leaf.positionOf(text));
    }

    /** Returns the position of the options, where a missing option belongs; of the declaration if it has no options. */
    private FilePosition options() {
        List<FluxNode> arguments = declaration.arguments();
        if (arguments.isEmpty()) {
            return declaration.position();
        }
        FluxNode last = arguments.get(arguments.size() - 1);
        boolean reference = last.only("ref").isPresent() || last.only("reflist").isPresent();
        return reference ? declaration.position() : last.position();
    }

    /** Returns the position of the last quoted text, or else of the first word, of a message that is in the declaration. */
    private FilePosition guess(String message) {
        List<String> quoted = new ArrayList<>();
        Matcher matcher = QUOTED.matcher(message);
        while (matcher.find()) {
            quoted.add(0, matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        List<FluxNode> own = leaves(declaration);
        return Stream.concat(
                        quoted.stream().flatMap(text -> positionIn(own, text).stream()),
                        WORD.matcher(message).results().flatMap(word -> own.stream()
                                .filter(leaf -> leaf.text().equals(word.group()))
                                .map(FluxNode::position)))
                .findFirst()
                .orElseGet(declaration::position);
    }

    /** Returns the scalars of a declaration without its id and class, which are right if a constructor runs. */
    private static List<FluxNode> leaves(Declaration declaration) {
        return declaration.node().entries().stream()
                .filter(entry ->
                        !entry.key().text().equals("id") && !entry.key().text().equals("className"))
                .flatMap(entry -> entry.value().leaves())
                .toList();
    }

    private List<FluxNode> referredLeaves() {
        return referred().stream().flatMap(other -> leaves(other).stream()).toList();
    }

    private Set<Declaration> referred() {
        Set<Declaration> all = new LinkedHashSet<>();
        addReferred(declaration, all);
        all.remove(declaration);
        return all;
    }

    private void addReferred(Declaration from, Set<Declaration> all) {
        if (all.add(from)) {
            for (Reference reference : from.references()) {
                build.declaration(reference.id()).ifPresent(other -> addReferred(other, all));
            }
        }
    }
}
