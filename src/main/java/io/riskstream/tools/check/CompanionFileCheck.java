package io.riskstream.tools.check;

import io.riskstream.enrich.Lookup;
import io.riskstream.enrich.record.RecordFormat;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.FilePosition;
import io.riskstream.text.Nearest;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.cases.CasesFile;
import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.reference.References.Outline;
import io.riskstream.validate.EventSchema;
import io.riskstream.yaml.YamlException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks the files in the directory of the event schema that no component refers to: {@code references.yaml}, from which {@code load} makes the records of
 * the look-ups, and {@code cases.yaml}.
 */
final class CompanionFileCheck implements Check {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        topology.all(Kind.COMPONENT, EventSchema.class).findFirst().ifPresent(schema -> {
            Path directory = Path.of(schema.object().name()).getParent();
            if (directory != null) {
                checkReferences(topology, schema.declaration(), directory.resolve("references.yaml"), findings);
                checkCases(directory.resolve("cases.yaml"), findings);
            }
        });
    }

    private static void checkReferences(
            CheckedTopology topology, Declaration schema, Path path, Consumer<Finding> findings) {
        Optional<SourceFile> file;
        try {
            file = find(path);
        } catch (ConfigurationException notText) {
            report(notText, findings);
            return;
        }
        if (file.isEmpty()) {
            if (topology.all(Kind.COMPONENT, Lookup.class).findAny().isPresent()) {
                findings.accept(
                        Finding.warning(
                                schema.arguments().isEmpty()
                                        ? schema.position()
                                        : schema.arguments().get(0).position(),
                                "file.missing",
                                "there is no " + path
                                        + " in the directory of the schema, so `load` cannot make the records of the look-ups"));
            }
            return;
        }
        References references;
        try {
            references = new References(file.get());
        } catch (YamlException e) {
            report(e, findings);
            return;
        }
        checkWriters(path, file.get(), references.outlines(), findings);
        checkReaders(topology, path, file.get(), references.outlines(), findings);
        PastEventsCheck.check(topology, references, findings);
        topology.all(Kind.COMPONENT, Lookup.class)
                .forEach(lookup ->
                        checkLookup(lookup.declaration(), lookup.object(), path, references.outlines(), findings));
    }

    /** Reports two references that make records of the same keys, and so overwrite each other's records. */
    private static void checkWriters(Path path, SourceFile file, List<Outline> outlines, Consumer<Finding> findings) {
        Map<String, Outline> known = new HashMap<>();
        for (Outline outline : outlines) {
            Outline first = known.putIfAbsent(outline.key(), outline);
            if (first != null) {
                findings.accept(Finding.error(
                        position(path, file, outline),
                        "lookup.writers",
                        "references '" + first.name() + "' and '" + outline.name() + "' both make records of key '"
                                + outline.key() + "'"));
            }
        }
    }

    /** Reports references whose records no look-up reads. A mapper of the user makes keys that are not known here. */
    private static void checkReaders(
            CheckedTopology topology, Path path, SourceFile file, List<Outline> outlines, Consumer<Finding> findings) {
        List<Lookup> lookups = topology.all(Kind.COMPONENT, Lookup.class)
                .map(CheckedTopology.Built::object)
                .toList();
        boolean allKnown = topology.build().isComplete()
                && lookups.stream().allMatch(lookup -> lookup.mapper().isEmpty());
        if (!allKnown) {
            return;
        }
        Set<String> keys = lookups.stream().map(CompanionFileCheck::key).collect(Collectors.toSet());
        for (Outline outline : outlines) {
            if (!keys.contains(outline.key())) {
                Finding unused = Finding.warning(
                        position(path, file, outline),
                        "reference.unused",
                        "no look-up reads the records of reference '" + outline.name() + "', which have the key '"
                                + outline.key() + "'");
                findings.accept(Nearest.to(outline.key(), keys)
                        .map(near -> unused.withHint("a look-up reads '" + near + "'"))
                        .orElse(unused));
            }
        }
    }

    private static FilePosition position(Path path, SourceFile file, Outline outline) {
        List<String> lines = file.text().lines().toList();
        int line = 1;
        while (line < lines.size()
                && !lines.get(line - 1).matches(".*\\bname:\\s*['\"]?" + Pattern.quote(outline.name()) + "\\b.*")) {
            line++;
        }
        int column = Math.max(0, lines.get(line - 1).indexOf(outline.name())) + 1;
        return new FilePosition(path.toString(), line, column, outline.name().length());
    }

    /** Returns the key of a look-up without the names in its placeholders. */
    private static String key(Lookup lookup) {
        return PLACEHOLDER.matcher(lookup.key()).replaceAll("{}");
    }

    private static void checkLookup(
            Declaration declaration, Lookup lookup, Path path, List<Outline> outlines, Consumer<Finding> findings) {
        if (lookup.mapper().isPresent()) {
            return; // a mapper of the user makes the keys, and does not declare its fields
        }
        FluxNode options = declaration.arguments().get(0);
        String key = key(lookup);
        Optional<Outline> outline =
                outlines.stream().filter(made -> made.key().equals(key)).findFirst();
        if (outline.isEmpty()) {
            Finding unloaded = Finding.warning(
                    options.get("key").orElse(options).position(),
                    "lookup.unloaded",
                    "no reference in " + path + " makes records of key '" + key + "'");
            findings.accept(Nearest.to(key, outlines.stream().map(Outline::key).toList())
                    .map(near -> unloaded.withHint("did you mean '" + near + "'?"))
                    .orElseGet(() -> unloaded.withHint(
                            "add a reference with this key, or leave it if another program writes the records")));
            return;
        }
        boolean several = lookup.key().indexOf('{') != lookup.key().lastIndexOf('{');
        if (several && lookup.keyEscape() != outline.get().escape()) {
            findings.accept(Finding.warning(
                            options.get("keyEscape").orElse(options).position(),
                            "lookup.escape",
                            "the look-up has keyEscape: " + lookup.keyEscape() + ", and the reference '"
                                    + outline.get().name() + "' in " + path + " has "
                                    + outline.get().escape()
                                    + ", so their keys differ where a value contains what separates two values")
                    .withHint("set the same keyEscape in both"));
        }
        if (lookup.format() == RecordFormat.HASH) {
            findings.accept(Finding.warning(
                    options.get("format").orElse(options).position(),
                    "lookup.format",
                    "`load` writes '" + outline.get().name()
                            + "' as JSON, which a look-up of format HASH cannot read"));
        }
        options.get("fields").stream()
                .flatMap(fields -> fields.entries().stream())
                .map(FluxNode.Entry::key)
                .filter(field -> !outline.get().fields().contains(field.text()))
                .forEach(field -> findings.accept(Finding.warning(
                                field.position(),
                                "lookup.field",
                                "the records of " + path + " for '"
                                        + outline.get().name() + "' have no field '" + field.text() + "'")
                        .withHint(field.text(), outline.get().fields())));
    }

    /** Checks the form of the cases. The command {@code test} runs them. */
    private static void checkCases(Path path, Consumer<Finding> findings) {
        try {
            find(path).ifPresent(file -> CasesFile.read(file).cases().stream()
                    .filter(one -> one.expected().isNone())
                    .forEach(one -> findings.accept(Finding.warning(
                            new FilePosition(
                                    path.toString(), one.line(), one.node().column(), 1),
                            "case.empty",
                            "case '" + one.name()
                                    + "' has no expectation; `test --update` writes the actual outcome"))));
        } catch (ConfigurationException e) {
            report(e, findings);
        }
    }

    private static void report(ConfigurationException error, Consumer<Finding> findings) {
        error.problems().forEach(problem -> findings.accept(Finding.of(problem, "file.invalid")));
    }

    /**
     * Returns the file; empty if there is none.
     *
     * @throws ConfigurationException if the file is not text, with the position
     */
    private static Optional<SourceFile> find(Path path) {
        try {
            return Optional.of(SourceFile.read(path.toString()));
        } catch (ConfigurationException e) {
            if (e.problems().stream().anyMatch(problem -> problem.position().isPresent())) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
