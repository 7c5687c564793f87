package io.riskstream.tools.check;

import com.google.common.reflect.ClassPath;
import io.riskstream.text.FilePosition;
import io.riskstream.text.Nearest;
import io.riskstream.tools.flux.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The names of the classes on the class path. It reads them at the first use, which takes some tenths of a second. */
final class ClassPathIndex {
    /** The packages that no class of a user is in. */
    private static final List<String> OTHERS = List.of("io.riskstream.", "org.apache.storm.", "java.");

    private static final int MAX_LENGTH_DIFFERENCE = 3;

    private final ClassLoader loader;
    private List<String> names;

    ClassPathIndex(ClassLoader loader) {
        this.loader = loader;
    }

    /** Returns the most likely intended class: one with a similar name in any package, or with the same name in another package. */
    Optional<String> nearest(String name) {
        String simple = simple(name);
        List<String> similar = new ArrayList<>();
        for (String known : all()) {
            String other = simple(known);
            if (Math.abs(other.length() - simple.length()) <= MAX_LENGTH_DIFFERENCE
                    && Nearest.to(simple, List.of(other)).isPresent()) {
                similar.add(known);
            }
        }
        // the same name in another package; else the nearest full name: the typing error is in the class or in the
        // package
        List<String> same = similar.stream()
                .filter(known -> simple(known).equals(simple))
                .sorted(Comparator.comparing((String known) -> !known.startsWith("io.riskstream."))
                        .thenComparing(known -> !known.startsWith("org.apache.storm."))
                        .thenComparing(known -> known))
                .toList();
        return Nearest.to(name, same)
                .or(() -> same.stream().findFirst())
                .or(() -> Nearest.to(name, similar))
                .or(() -> similar.stream()
                        .filter(known -> simple(known).equalsIgnoreCase(simple))
                        .findFirst());
    }

    /** Returns the finding for a class that is not on the class path. */
    Finding unknown(FilePosition position, String name) {
        return Finding.error(position, "class.unknown", message(name)).withHint(hint(name));
    }

    /** Returns the message for a class that is not on the class path. */
    static String message(String name) {
        return "no class '" + name + "' on the class path";
    }

    /** Returns the most likely intended class, or how to make a class of the user known. */
    String hint(String name) {
        Optional<String> near = nested(name).or(() -> nearest(name));
        boolean own = OTHERS.stream().noneMatch(name::startsWith);
        String add = "if it is a class of your own, name its jar with --classpath";
        return near.map(known -> "did you mean '" + known + "'?" + (own ? " Or, " + add : ""))
                .orElse(add);
    }

    /** Returns the name of the nested class that has this name in Java's source: {@code Outer$Nested} for {@code Outer.Nested}. */
    private Optional<String> nested(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 1) {
            return Optional.empty();
        }
        String binary = name.substring(0, dot) + '$' + name.substring(dot + 1);
        try {
            Class.forName(binary, false, loader);
            return Optional.of(binary);
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private synchronized List<String> all() {
        if (names == null) {
            try {
                names = ClassPath.from(loader).getAllClasses().stream()
                        .map(ClassPath.ClassInfo::getName)
                        .toList();
            } catch (IOException e) {
                // the finding then has no hint
                names = List.of();
            }
        }
        return names;
    }
}
