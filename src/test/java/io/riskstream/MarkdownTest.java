package io.riskstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Markdown files of the repository. */
class MarkdownTest {
    private static final int MAX_README_BYTES = 9_216;
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern EXTERNAL = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\n]*`|(?m)^ {4}.*$");
    private static final List<Path> DIRECTORIES = List.of(
            Path.of("."),
            Path.of(".github"),
            Path.of("flux"),
            Path.of("topologies"),
            Path.of("conf"),
            Path.of("conf/azure"),
            Path.of("conf/docker"),
            Path.of("conf/kubernetes"),
            Path.of("src"));

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path directory : DIRECTORIES) {
            try (Stream<Path> entries = Files.list(directory)) {
                entries.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
            }
        }
        return files;
    }

    /** Returns the anchors that GitHub gives to the headings of a file. */
    private static Set<String> anchors(Path file) throws IOException {
        Set<String> anchors = new TreeSet<>();
        Matcher heading = HEADING.matcher(Files.readString(file).replaceAll("(?s)```.*?```", ""));
        while (heading.find()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }

    private static boolean resolves(Path file, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    @Test
    void everyRelativeLinkResolves() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path file : files()) {
            Matcher link = LINK.matcher(CODE.matcher(Files.readString(file)).replaceAll(""));
            while (link.find()) {
                if (!EXTERNAL.matcher(link.group(1)).matches()) {
                    links++;
                    if (!resolves(file, link.group(1))) {
                        broken.add(file + ": " + link.group(1));
                    }
                }
            }
        }
        assertEquals(List.of(), broken);
        assertTrue(links > 30, "only " + links + " links found");
    }

    @Test
    void theReadmeFitsOnAPage() throws IOException {
        long bytes = Files.size(Path.of("README.md"));
        assertTrue(bytes <= MAX_README_BYTES, "README.md has " + bytes + " bytes, and at most " + MAX_README_BYTES);
    }
}
