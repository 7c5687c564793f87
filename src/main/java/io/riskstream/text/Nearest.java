package io.riskstream.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that is most similar to a misspelt word. */
public final class Nearest {
    private static final int MAX_LISTED = 30;

    private Nearest() {}

    /** Returns the known word nearest to {@code word}; empty if none is near enough to be a likely spelling mistake. */
    public static Optional<String> to(String word, Collection<String> known) {
        String best = null;
        int bestDistance = 1 + Math.max(1, word.length() / 3);
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns {@code did you mean 'x'?}; empty if no known word is near. */
    public static Optional<String> suggestion(String word, Collection<String> known) {
        return to(word, known).map(nearest -> "did you mean '" + nearest + "'?");
    }

    /** Returns {@code did you mean 'x'?}, or else a list of the known words if they fit into a message: the hint of an error message. */
    public static String hint(String word, Collection<String> known) {
        return suggestion(word, known).orElseGet(() -> {
            if (known.isEmpty()) {
                return "there are none";
            }
            return known.size() > MAX_LISTED
                    ? "none of the " + known.size() + " known names is similar"
                    : "known are " + String.join(", ", known.stream().sorted().toList());
        });
    }

    /** Returns the optimal string alignment distance: each insertion, deletion, substitution or swap of neighbours counts one. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + same);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
