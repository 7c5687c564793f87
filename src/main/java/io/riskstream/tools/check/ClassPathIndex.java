package io.riskstream.tools.check;

import com.google.common.reflect.ClassPath;
import io.riskstream.text.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The names of the classes on the class path. It reads them at the first use, which takes some tenths of a second. */
final class ClassPathIndex {
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
        // the nearest full name: the typing error is in the class or in the package
        return Nearest.to(name, similar).or(() -> similar.stream()
                .filter(known -> simple(known).equalsIgnoreCase(simple))
                .min(Comparator.comparing((String known) -> !known.startsWith("io.riskstream."))
                        .thenComparing(known -> !known.startsWith("org.apache.storm."))
                        .thenComparing(known -> known)));
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
