package io.riskstream.tools.check;

import io.riskstream.enrich.Lookup;
import io.riskstream.enrich.record.RecordFormat;
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
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The files beside an event schema, which no component names: {@code references.yaml}, by which {@code load} makes the records that the look-ups
 * ask for, and {@code cases.yaml}.
 */
final class CompanionFileCheck implements Check {
    private static final Pattern HOLE = Pattern.compile("\\{[^}]*}");

    @Override
    public void look(CheckedTopology subject, Consumer<Finding> findings) {
        subject.all(Kind.COMPONENT, EventSchema.class).findFirst().ifPresent(schema -> {
            Path directory = Path.of(schema.made().name()).getParent();
            if (directory != null) {
                checkReferences(subject, schema.declaration(), directory.resolve("references.yaml"), findings);
                checkCases(directory.resolve("cases.yaml"), findings);
            }
        });
    }

    private static void checkReferences(
            CheckedTopology subject, Declaration schema, Path path, Consumer<Finding> findings) {
        Optional<SourceFile> file = find(path);
        if (file.isEmpty()) {
            if (subject.all(Kind.COMPONENT, Lookup.class).findAny().isPresent()) {
                findings.accept(Finding.warning(
                        schema.arguments().isEmpty()
                                ? schema.place()
                                : schema.arguments().get(0).place(),
                        "file.missing",
                        "there is no " + path
                                + " beside the schema, so that `load` cannot make the look-ups' records"));
            }
            return;
        }
        References references;
        try {
            references = new References(file.get());
        } catch (YamlException faults) {
            faults.faults().forEach(fault -> findings.accept(placed(fault)));
            return;
        }
        checkWriters(path, file.get(), references.outlines(), findings);
        subject.all(Kind.COMPONENT, Lookup.class)
                .forEach(lookup ->
                        checkLookup(lookup.declaration(), lookup.made(), path, references.outlines(), findings));
    }

    /** Two references that make records of the same keys overwrite each other's. */
    private static void checkWriters(Path path, SourceFile file, List<Outline> outlines, Consumer<Finding> findings) {
        Map<String, Outline> known = new HashMap<>();
        for (Outline outline : outlines) {
            Outline first = known.putIfAbsent(outline.key(), outline);
            if (first != null) {
                List<String> lines = file.text().lines().toList();
                int line = 1;
                while (line < lines.size()
                        && !lines.get(line - 1)
                                .matches(".*\\bname:\\s*['\"]?" + Pattern.quote(outline.name()) + "\\b.*")) {
                    line++;
                }
                int column = Math.max(0, lines.get(line - 1).indexOf(outline.name())) + 1;
                findings.accept(Finding.error(
                        new FilePosition(
                                path.toString(), line, column, outline.name().length()),
                        "lookup.writers",
                        "references '" + first.name() + "' and '" + outline.name() + "' both make records of key '"
                                + outline.key() + "'"));
            }
        }
    }

    private static void checkLookup(
            Declaration declaration, Lookup lookup, Path path, List<Outline> outlines, Consumer<Finding> findings) {
        if (lookup.mapper().isPresent()) {
            return; // code of the user's own makes its keys, and what it makes of records is not declared
        }
        FluxNode options = declaration.arguments().get(0);
        String key = HOLE.matcher(lookup.key()).replaceAll("{}");
        Optional<Outline> outline =
                outlines.stream().filter(made -> made.key().equals(key)).findFirst();
        if (outline.isEmpty()) {
            Finding unloaded = Finding.warning(
                    options.get("key").orElse(options).place(),
                    "lookup.unloaded",
                    "no reference in " + path + " makes records of key '" + key + "'");
            findings.accept(Nearest.to(key, outlines.stream().map(Outline::key).toList())
                    .map(near -> unloaded.hinting("did you mean '" + near + "'?"))
                    .orElse(unloaded));
            return;
        }
        if (lookup.format() == RecordFormat.HASH) {
            findings.accept(Finding.warning(
                    options.get("format").orElse(options).place(),
                    "lookup.format",
                    "`load` makes JSON of '" + outline.get().name() + "', which a look-up of format HASH cannot read"));
        }
        options.get("fields").stream()
                .flatMap(fields -> fields.entries().stream())
                .map(FluxNode.Entry::key)
                .filter(field -> !outline.get().fields().contains(field.text()))
                .forEach(field -> findings.accept(Finding.warning(
                                field.place(),
                                "lookup.field",
                                "the records that " + path + " makes for '"
                                        + outline.get().name() + "' have no field '" + field.text() + "'")
                        .hinting(field.text(), outline.get().fields())));
    }

    /** Its form; what the cases expect is found by running them. */
    private static void checkCases(Path path, Consumer<Finding> findings) {
        find(path).ifPresent(file -> {
            try {
                CasesFile.read(file).cases().stream()
                        .filter(one -> one.expected().isNone())
                        .forEach(one -> findings.accept(Finding.warning(
                                new FilePosition(
                                        path.toString(), one.line(), one.node().column(), 1),
                                "case.empty",
                                "case '" + one.name() + "' expects nothing; `test --update` writes what comes")));
            } catch (YamlException faults) {
                faults.faults().forEach(fault -> findings.accept(placed(fault)));
            }
        });
    }

    private static Finding placed(String fault) {
        return LocatedMessage.of(fault)
                .orElseThrow(() -> new IllegalArgumentException("a fault without a place: " + fault));
    }

    private static Optional<SourceFile> find(Path path) {
        try {
            return Optional.of(SourceFile.read(path.toString()));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
