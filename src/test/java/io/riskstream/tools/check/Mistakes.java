package io.riskstream.tools.check;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.check.ShippedPipelines.ChangedPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads corpus.yaml and makes each mistake in its file. */
final class Mistakes {
    /**
     * A pipeline with one mistake.
     *
     * @param file the file of the expected finding
     * @param line the line of the expected finding, from 1
     * @param marked the text that the finding must mark, or a part of it
     * @param many true if the mistake causes more findings than the expected one
     */
    record Mistake(
            String name, ChangedPipeline pipeline, String code, String file, int line, String marked, boolean many) {}

    private static final String CORPUS = "check/corpus.yaml";

    private Mistakes() {}

    static List<Mistake> all() {
        Map<?, ?> corpus = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(SourceFile.read(CORPUS).text());
        List<Mistake> all = new ArrayList<>();
        for (Object entry : (List<?>) corpus.get("mistakes")) {
            all.add(mistake((Map<?, ?>) entry));
        }
        return all;
    }

    private static Mistake mistake(Map<?, ?> entry) {
        String name = text(entry, "name").orElseThrow();
        String flux = "flux/" + text(entry, "in").orElse("flood-claims") + ".yaml";
        String change = text(entry, "change").orElseThrow();
        String source = SourceFile.read(flux).text().contains(change) ? flux : ShippedPipelines.componentsOf(flux);
        String valid = SourceFile.read(source).text();
        int offset =
                find(name, valid, change, find(name, valid, text(entry, "after").orElse(""), 0));
        String changed = valid.substring(0, offset)
                + text(entry, "to").orElseThrow()
                + valid.substring(offset + change.length());
        int open = changed.indexOf('«');
        String text = changed.replace("«", "").replace("»", "");
        ChangedPipeline pipeline = ShippedPipelines.changed(flux, source, text, name.replaceAll("\\W+", "-"));
        String code = text(entry, "code").orElseThrow();
        boolean many = entry.containsKey("many");
        if (open >= 0) {
            String marked = text(entry, "marks").orElse(changed.substring(open + 1, changed.indexOf('»')));
            return new Mistake(name, pipeline, code, pipeline.file(), line(text, open), marked, many);
        }
        String file = text(entry, "file").orElse(pipeline.file());
        String searched =
                file.equals(pipeline.file()) ? text : SourceFile.read(file).text();
        String mark = text(entry, "at").orElseThrow();
        int marked = find(
                name, searched, mark, find(name, searched, text(entry, "from").orElse(""), 0));
        return new Mistake(
                name,
                pipeline,
                code,
                file,
                line(searched, marked),
                text(entry, "marks").orElse(mark),
                many);
    }

    private static Optional<String> text(Map<?, ?> entry, String key) {
        return Optional.ofNullable(entry.get(key)).map(String::valueOf);
    }

    private static int find(String name, String text, String part, int from) {
        int offset = text.indexOf(part, from);
        if (offset < 0) {
            throw new AssertionError("mistake '" + name + "': the file does not contain '" + part + "'");
        }
        return offset;
    }

    private static int line(String text, int offset) {
        return (int) text.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
    }
}
