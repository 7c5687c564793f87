package io.riskstream.tools.check;

import com.google.common.reflect.ClassPath;
import io.riskstream.text.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The names of the classes on the class path; read when a class is not found, which takes some tenths of a second. */
final class ClassPathIndex {
    private static final int SLIPS = 3;

    private final ClassLoader loader;
    private List<String> names;

    ClassPathIndex(ClassLoader loader) {
        this.loader = loader;
    }

    /** The class that was probably meant: by a name much like it in any package, or the same name in another. */
    Optional<String> nearest(String name) {
        String simple = simple(name);
        List<String> alike = new ArrayList<>();
        for (String known : all()) {
            String other = simple(known);
            if (Math.abs(other.length() - simple.length()) <= SLIPS
                    && Nearest.to(simple, List.of(other)).isPresent()) {
                alike.add(known);
            }
        }
        // of those much alike, the one whose whole name is nearest: a slip in the class, or in the package
        return Nearest.to(name, alike).or(() -> alike.stream()
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
                // without them there is no hint, and the finding stands
                names = List.of();
            }
        }
        return names;
    }
}
