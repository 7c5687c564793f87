package io.riskstream.tools.check;

import io.riskstream.text.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The mistakes of corpus.yaml, each made in the file that it is about. */
final class Mistakes {
    /**
     * A Flux file with one mistake.
     *
     * @param file where the finding must be
     * @param line where it must be, from 1
     * @param marked what it must mark of the line
     * @param many whether it is known to draw further findings after it
     */
    record Mistake(
            String name, String flux, String text, String code, String file, int line, String marked, boolean many) {}

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
        String good = SourceFile.read(flux).text();
        String change = text(entry, "change").orElseThrow();
        int at = find(name, good, change, find(name, good, text(entry, "after").orElse(""), 0));
        String to = text(entry, "to").orElseThrow();
        String changed = good.substring(0, at) + to + good.substring(at + change.length());
        String file = text(entry, "file").orElse(flux);
        String code = text(entry, "code").orElseThrow();
        boolean many = entry.containsKey("many");
        int open = changed.indexOf('«');
        String bad = changed.replace("«", "").replace("»", "");
        if (open >= 0) {
            String marked = text(entry, "marks").orElse(changed.substring(open + 1, changed.indexOf('»')));
            return new Mistake(name, flux, bad, code, file, line(bad, open), marked, many);
        }
        String where = file.equals(flux) ? bad : SourceFile.read(file).text();
        String mark = text(entry, "at").orElseThrow();
        int marked =
                find(name, where, mark, find(name, where, text(entry, "from").orElse(""), 0));
        return new Mistake(
                name,
                flux,
                bad,
                code,
                file,
                line(where, marked),
                text(entry, "marks").orElse(mark),
                many);
    }

    private static Optional<String> text(Map<?, ?> entry, String key) {
        return Optional.ofNullable(entry.get(key)).map(String::valueOf);
    }

    private static int find(String name, String text, String part, int from) {
        int at = text.indexOf(part, from);
        if (at < 0) {
            throw new AssertionError("mistake '" + name + "': the file has no '" + part + "'");
        }
        return at;
    }

    private static int line(String text, int offset) {
        return (int) text.substring(0, offset).chars().filter(c -> c == '\n').count() + 1;
    }
}
