package io.riskstream.parse.xml;

import io.riskstream.stage.Options;
import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The place of a value in an XML document: names of elements, separated by slashes, then optionally an attribute ({@code Claim/@id}) or the text ({@code
 * Claim/text()}, which is the same as {@code Claim}).
 *
 * @param absolute true if the path begins at the document with a slash, false if it begins at the element that is the event
 * @param elements the names of the elements
 * @param attribute the name of the attribute; empty if the value is the text of the last element
 */
record XmlPath(boolean absolute, List<Name> elements, List<Name> attribute) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_.·-]*");
    private static final String TEXT = "text()";

    /**
     * A name in a path.
     *
     * @param written the name as the path has it
     * @param namespace the namespace that the name must have; empty text for none, {@link #ANY} if it does not matter
     */
    record Name(String written, String local, String namespace) {
        /** Stands for every namespace. No namespace has this name, because a space is not valid in a URI. */
        static final String ANY = " ";

        /** Names are interned, as Woodstox's are, so that equal ones are mostly compared by identity. */
        Name {
            local = local.intern();
            namespace = namespace.intern();
        }
    }

    /**
     * Reads a path.
     *
     * @param namespaces namespaces by prefix; the empty prefix is for names of elements without a prefix
     * @param option the option that contains the path, for messages
     */
    static XmlPath of(String path, Map<String, String> namespaces, Options options, String option) {
        boolean absolute = path.startsWith("/");
        String[] steps = (absolute ? path.substring(1) : path).split("/", -1);
        List<Name> elements = new ArrayList<>();
        List<Name> attribute = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            boolean last = i == steps.length - 1;
            if (last && steps[i].equals(TEXT)) {
                continue;
            }
            if (last && steps[i].startsWith("@")) {
                attribute.add(name(steps[i].substring(1), "", path, namespaces, options, option));
            } else {
                elements.add(name(steps[i], namespaces.getOrDefault("", Name.ANY), path, namespaces, options, option));
            }
        }
        return new XmlPath(absolute, List.copyOf(elements), List.copyOf(attribute));
    }

    private static Name name(
            String step, String noPrefix, String path, Map<String, String> namespaces, Options options, String option) {
        int colon = step.indexOf(':');
        String local = step.substring(colon + 1);
        String prefix = colon < 0 ? "" : step.substring(0, colon);
        if (!isName(local) || colon >= 0 && prefix.isEmpty()) {
            throw options.problem(
                    option,
                    path,
                    "option '" + option + "': '" + path
                            + "' is not a path of elements, such as Claim/LossDt, Claim/@id or acord:Claim/acord:LossDt");
        }
        if (colon < 0) {
            return new Name(step, local, noPrefix);
        }
        String namespace = namespaces.get(prefix);
        if (namespace == null) {
            throw options.problem(
                    option,
                    path,
                    "option '" + option + "': option 'namespaces' does not declare the prefix '" + prefix + "' of '"
                            + path + "'",
                    Nearest.hint(prefix, namespaces.keySet()));
        }
        return new Name(step, local, namespace);
    }

    /** True if an element or attribute can have this name, without a prefix. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
