package io.riskstream.tools.check;

import io.riskstream.tools.check.ShippedPipelines.ChangedPipeline;
import io.riskstream.tools.flux.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes files at random: replaces, moves, duplicates or removes a character, a word, a line or a block. */
final class Mutations {
    /** A key whose first blank became a character. YAML accepts the line, and the parser stops at the next element of the list. */
    private static final Pattern SHIFTED_KEY = Pattern.compile("\\S +\\w+:");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.$-]+");
    private static final String CHARACTERS = "abcxyzABC019 -:{}[]\"'#,.&*!|>%@$\t";

    /** Words of many lines, which identify no line. */
    private static final Set<String> KEYS = Set.of(
            "id",
            "className",
            "constructorArgs",
            "ref",
            "reflist",
            "from",
            "to",
            "grouping",
            "type",
            "streamId",
            "parallelism",
            "LOCAL_OR_SHUFFLE",
            "name",
            "-");

    /**
     * A changed file.
     *
     * @param lines the new lines and the lines next to removed ones, from 1
     * @param words the removed and added words; a finding may be where one of these is referred to by name
     */
    record Mutation(String file, String text, String what, Set<Integer> lines, Set<String> words) {
        String description() {
            return what + " in " + file + ", lines " + lines;
        }

        /** Returns the line of the id of the declaration that contains a line. */
        private static int declaration(List<String> all, int line) {
            int first = Math.min(line, all.size());
            while (first > 1 && !all.get(first - 1).startsWith("  - ")) {
                first--;
            }
            return first;
        }

        /**
         * True if a finding is on a changed line, on the id of the declaration of a changed line, or about a word that the change removed or added.
         * In a file that Flux does not read itself, such as a scorecard, every finding is right.
         */
        boolean explains(Finding finding, ChangedPipeline pipeline) {
            String findingFile = finding.position().file();
            if (finding.code().equals("ref.unknown")
                    && file.equals(pipeline.flux())
                    && (words.contains("includes") || !text.contains(ShippedPipelines.componentsOf(file)))) {
                return true; // without the include of its components a Flux file has none
            }
            boolean inChangedFile = findingFile.equals(pipeline.file());
            boolean inPipeline = findingFile.equals(pipeline.flux())
                    || findingFile.equals(ShippedPipelines.componentsOf(pipeline.flux()));
            if (!inChangedFile) {
                return !inPipeline || names(finding);
            }
            List<String> all = text.lines().toList();
            int findingLine = finding.position().line();
            if (finding.code().equals("yaml.syntax")
                    && all.stream().anyMatch(line -> SHIFTED_KEY.matcher(line).matches())) {
                return true;
            }
            if (lines.contains(findingLine)
                    || lines.stream().anyMatch(line -> declaration(all, line) == findingLine)
                    || names(finding)) {
                return true;
            }
            String line = findingLine <= all.size() ? all.get(findingLine - 1) : "";
            int from = Math.min(line.length(), finding.position().column() - 1);
            String marked = line.substring(
                    from, Math.min(line.length(), from + finding.position().length()));
            return words.contains(marked) && !KEYS.contains(marked);
        }

        private boolean names(Finding finding) {
            String message = finding.message() + " " + finding.hint().orElse("");
            return words.stream()
                    .filter(word -> !KEYS.contains(word))
                    .anyMatch(word -> message.contains("'" + word + "'"));
        }
    }

    private final Random random;
    private final String file;
    private final List<String> lines;
    private final Set<Integer> touched = new LinkedHashSet<>();
    private final Set<String> words = new HashSet<>();

    private Mutations(Random random, String file, String text) {
        this.random = random;
        this.file = file;
        this.lines = new ArrayList<>(text.lines().toList());
    }

    /** Returns {@code count} mutations of these files. */
    static List<Mutation> of(Map<String, String> texts, long seed, int count) {
        Random random = new Random(seed);
        List<String> files = List.copyOf(texts.keySet());
        List<Mutation> mutations = new ArrayList<>();
        while (mutations.size() < count) {
            String file = files.get(random.nextInt(files.size()));
            String text = texts.get(file);
            Mutation mutation = new Mutations(random, file, text).next();
            if (!mutation.text().equals(text)) {
                mutations.add(mutation);
            }
        }
        return mutations;
    }

    private Mutation next() {
        String what =
                switch (random.nextInt(4)) {
                    case 0 -> character();
                    case 1 -> word();
                    case 2 -> lines("line", 1);
                    default -> block();
                };
        // a change may remove the start of a declaration on the next line that is no comment
        for (int line : List.copyOf(touched)) {
            touched.add(significant(line + 1, 1));
            touched.add(significant(line - 1, -1));
        }
        return new Mutation(file, String.join("\n", lines) + "\n", what, touched, words);
    }

    private int significant(int from, int step) {
        int line = from;
        while (line >= 1
                && line <= lines.size()
                && (lines.get(line - 1).isBlank() || lines.get(line - 1).strip().startsWith("#"))) {
            line += step;
        }
        return line;
    }

    /** Returns a line, a comment in one of three cases only, since there are many comments. */
    private int line() {
        int line;
        do {
            line = random.nextInt(lines.size());
        } while (lines.get(line).isBlank() || lines.get(line).strip().startsWith("#") && random.nextInt(3) > 0);
        return line;
    }

    private String character() {
        int at = line();
        String line = lines.get(at);
        int column = random.nextInt(line.length());
        String one = line.substring(column, column + 1);
        String other = String.valueOf(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        return switch (random.nextInt(4)) {
            case 0 -> replaced("character changed", at, line.substring(0, column) + other + line.substring(column + 1));
            case 1 -> replaced("character removed", at, line.substring(0, column) + line.substring(column + 1));
            case 2 -> replaced("character duplicated", at, line.substring(0, column) + one + line.substring(column));
            default -> {
                int to = Math.min(line.length() - 1, column + 1);
                yield replaced(
                        "characters swapped",
                        at,
                        line.substring(0, column)
                                + line.charAt(to)
                                + (to > column ? one : "")
                                + line.substring(to + 1));
            }
        };
    }

    private String replaced(String what, int at, String by) {
        String line = lines.set(at, by);
        touch(at, line, by);
        return what + " '" + line.strip() + "' -> '" + by.strip() + "'";
    }

    private void touch(int at, String... changed) {
        touched.add(at + 1);
        for (String line : changed) {
            Matcher matcher = WORD.matcher(line);
            while (matcher.find()) {
                words.add(matcher.group());
            }
        }
    }

    private String word() {
        int at = line();
        String line = lines.get(at);
        List<int[]> spans = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            spans.add(new int[] {matcher.start(), matcher.end()});
        }
        if (spans.isEmpty()) {
            return character();
        }
        int[] span = spans.get(random.nextInt(spans.size()));
        String word = line.substring(span[0], span[1]);
        String before = line.substring(0, span[0]);
        String after = line.substring(span[1]);
        Matcher others = WORD.matcher(lines.get(line()));
        String other = others.find() ? others.group() : "other";
        return switch (random.nextInt(4)) {
            case 0 -> replaced("word changed", at, before + other + after);
            case 1 -> replaced("word removed", at, before + after);
            case 2 -> replaced("word duplicated", at, before + word + " " + word + after);
            default -> replaced("word misspelt", at, before + misspelt(word) + after);
        };
    }

    private String misspelt(String word) {
        int at = random.nextInt(word.length());
        char other = (char) ('a' + random.nextInt(26));
        return word.substring(0, at) + other + word.substring(at + (random.nextBoolean() ? 1 : 0));
    }

    private String block() {
        int at = line();
        int indent = indent(lines.get(at));
        int end = at + 1;
        while (end < lines.size() && (lines.get(end).isBlank() || indent(lines.get(end)) > indent) && end < at + 30) {
            end++;
        }
        while (lines.get(end - 1).isBlank()) {
            end--;
        }
        return lines(at, "block", end - at);
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private String lines(String what, int length) {
        return lines(line(), what, length);
    }

    private String lines(int at, String what, int length) {
        List<String> part = new ArrayList<>(lines.subList(at, at + length));
        String first = part.get(0).strip();
        switch (random.nextInt(3)) {
            case 0 -> {
                lines.subList(at, at + length).clear();
                touch(at, part.toArray(String[]::new));
                touched.add(at);
                return what + " removed '" + first + "'";
            }
            case 1 -> {
                lines.addAll(at + length, part);
                touchAll(at, at + 2 * length, part);
                return what + " duplicated '" + first + "'";
            }
            default -> {
                lines.subList(at, at + length).clear();
                int to = random.nextInt(lines.size() + 1);
                lines.addAll(to, part);
                touchAll(to, to + length, part);
                // the old position, and the lines around the new one
                touched.addAll(
                        List.of(at + (to <= at ? length : 0), at + 1 + (to <= at ? length : 0), to, to + length + 1));
                return what + " moved '" + first + "'";
            }
        }
    }

    private void touchAll(int from, int to, List<String> part) {
        for (int i = from; i < to; i++) {
            touch(i, part.toArray(String[]::new));
        }
    }
}
