package io.riskstream.tools.flux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of the shipped Flux files for tests and benchmarks that change it. */
public final class FluxFiles {
    private static final Pattern COMPONENTS = Pattern.compile(
            "(?:  #.*\\n)*  - resource: true\\n    file: /(topologies/\\S+)\\n    override: false\\n",
            Pattern.MULTILINE);
    private static final String INCLUDES = "includes:\n";
    private static final String SPOUTS = "spouts:\n";

    private FluxFiles() {}

    /** Returns the path of the file with the components that a shipped Flux file includes. */
    public static Path componentsOf(Path flux) throws IOException {
        Matcher include = COMPONENTS.matcher(Files.readString(flux));
        if (!include.find()) {
            throw new IllegalStateException(flux + " includes no components from topologies/");
        }
        return Path.of(include.group(1));
    }

    /** Returns the text of a shipped Flux file with the included components written into it above the spouts; a text that includes none is returned as it is. */
    public static String inlined(Path flux) throws IOException {
        String text = Files.readString(flux);
        Matcher include = COMPONENTS.matcher(text);
        if (!include.find()) {
            return text;
        }
        String components = Files.readString(Path.of(include.group(1)));
        String rest = text.substring(0, include.start()) + text.substring(include.end());
        return rest.replace(INCLUDES + "\n", "")
                .replace(SPOUTS, components.substring(components.indexOf("components:\n")) + "\n" + SPOUTS);
    }

    /** Returns the text with the components included from another file, without a change of any line number. */
    public static String including(Path flux, String text, Path components) throws IOException {
        String file = "/" + componentsOf(flux);
        return text.replace("resource: true\n    file: " + file, "resource: false\n    file: " + components);
    }
}
