package io.riskstream.tools.flux;

import io.riskstream.text.FilePosition;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Finds the line that makes a file no YAML. The parser tells where it can go on no more, which is often a line or more below the mistake: a key
 * that lost its colon, or a dash too many. So each line shortly above is left out in turn, and the one without which the parser gets furthest is
 * taken for the culprit.
 */
final class SyntaxErrorLocator {
    private static final int TRIED = 4;
    /** What the parser was at when it met the end of the file in a quoted text. */
    private static final String QUOTED = "while scanning a quoted scalar";

    private static final Set<ScalarStyle> QUOTES = EnumSet.of(ScalarStyle.SINGLE_QUOTED, ScalarStyle.DOUBLE_QUOTED);
    private static final Pattern UNCLOSED = Pattern.compile("but got (?:[-:?]|<block|<stream)");

    private SyntaxErrorLocator() {}

    static Finding of(FluxText text, MarkedYAMLException fault) {
        int index = fault.getProblemMark() == null ? 0 : fault.getProblemMark().getIndex();
        FilePosition noticed = text.place(index, index + 1);
        String context = fault.getContext() == null ? "" : " " + fault.getContext();
        Optional<Integer> element = dashMissing(text, fault, noticed);
        if (element.isPresent()) {
            return Finding.error(wholeLine(text, element.get()), "yaml.syntax", fault.getProblem() + context)
                    .hinting("is a line that begins with '- ' missing above it? The list goes on at line "
                            + noticed.line());
        }
        Optional<Mark> quote = openQuote(text, fault);
        if (quote.isPresent()) {
            int opened = quote.get().getIndex();
            return Finding.error(text.place(opened, opened + 1), "yaml.syntax", fault.getProblem() + context)
                    .hinting("is this quote closed, and where it should be? YAML goes on to line " + noticed.line());
        }
        if (isUnclosed(fault)) {
            int opened = fault.getContextMark().getIndex();
            return Finding.error(text.place(opened, opened + 1), "yaml.syntax", fault.getProblem() + context)
                    .hinting("is this closed? YAML goes on to line " + noticed.line());
        }
        int culprit = culprit(text, noticed.line());
        FilePosition place = culprit == noticed.line() ? noticed : wholeLine(text, culprit);
        Finding finding = Finding.error(place, "yaml.syntax", fault.getProblem() + context);
        return culprit == noticed.line()
                ? finding
                : finding.hinting("YAML stumbles over this line at line " + noticed.line());
    }

    /** Where a list goes on, and what is above it is indented further without being an element: the line where that begins. */
    private static Optional<Integer> dashMissing(FluxText text, MarkedYAMLException fault, FilePosition noticed) {
        if (fault.getProblem() == null || !fault.getProblem().endsWith("found '<block sequence start>'")) {
            return Optional.empty();
        }
        int first = noticed.line();
        for (int line = noticed.line() - 1; line >= 1; line--) {
            String written = text.line(line);
            if (!written.isBlank() && !written.strip().startsWith("#")) {
                int indent = written.length() - written.stripLeading().length();
                if (indent < noticed.column()) {
                    if (written.strip().startsWith("- ")) {
                        return Optional.empty(); // the element that it follows has its dash
                    }
                    break;
                }
                first = line;
            }
        }
        return first == noticed.line() || text.line(first).strip().startsWith("-")
                ? Optional.empty()
                : Optional.of(first);
    }

    /** A quote that is never closed, or by one that was to open another text, at the line where the parser stumbles. */
    private static Optional<Mark> openQuote(FluxText text, MarkedYAMLException fault) {
        if (QUOTED.equals(fault.getContext())) {
            return Optional.ofNullable(fault.getContextMark());
        }
        Mark noticed = fault.getProblemMark();
        Mark opened = null;
        try {
            for (Event event : new Yaml(new LoaderOptions()).parse(new StringReader(text.replaced()))) {
                if (event instanceof ScalarEvent scalar
                        && QUOTES.contains(scalar.getScalarStyle())
                        && scalar.getStartMark().getLine() < scalar.getEndMark().getLine()
                        && noticed != null
                        && scalar.getEndMark().getLine() == noticed.getLine()) {
                    opened = scalar.getStartMark();
                }
            }
        } catch (MarkedYAMLException e) {
            // the fault itself: what came before it has been seen
        }
        return Optional.ofNullable(opened);
    }

    /** Whether a list or map in brackets runs into what cannot stand in one. */
    private static boolean isUnclosed(MarkedYAMLException fault) {
        Mark opened = fault.getContextMark();
        Mark noticed = fault.getProblemMark();
        return opened != null
                && noticed != null
                && opened.getLine() < noticed.getLine()
                && String.valueOf(fault.getContext()).startsWith("while parsing a flow")
                && UNCLOSED.matcher(String.valueOf(fault.getProblem())).find();
    }

    private static FilePosition wholeLine(FluxText text, int line) {
        String written = text.line(line);
        int indent = written.length() - written.stripLeading().length();
        return text.place(line, indent, written.strip().length());
    }

    private static int culprit(FluxText text, int noticed) {
        List<Integer> candidates = new ArrayList<>();
        for (int line = Math.min(noticed, text.size()); line >= 1 && candidates.size() < TRIED; line--) {
            String written = text.line(line).strip();
            if (!written.isEmpty() && !written.startsWith("#")) {
                candidates.add(line);
            }
        }
        List<String> lines = new ArrayList<>(text.replaced().lines().toList());
        int best = noticed;
        int furthest = noticed;
        for (int line : candidates) {
            if (line > lines.size()) {
                continue;
            }
            String written = lines.set(line - 1, "");
            int reached = reached(lines);
            lines.set(line - 1, written);
            if (reached > furthest) {
                best = line;
                furthest = reached;
            }
        }
        return best;
    }

    /** The line that the parser gets to. */
    private static int reached(List<String> lines) {
        try {
            new Yaml(new LoaderOptions()).compose(new StringReader(String.join("\n", lines)));
            return Integer.MAX_VALUE;
        } catch (MarkedYAMLException e) {
            return Optional.ofNullable(e.getProblemMark())
                    .map(mark -> mark.getLine() + 1)
                    .orElse(0);
        } catch (YAMLException e) {
            return 0;
        }
    }
}
