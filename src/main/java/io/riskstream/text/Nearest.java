package io.riskstream.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a misspelt one was probably meant to be. */
public final class Nearest {
    private Nearest() {}

    /** The known word nearest to {@code word}, or empty if none is near enough to be a likely slip. */
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

    /** {@code "; did you mean 'x'?"}, or else the known words, for the end of an error message. */
    public static String hint(String word, Collection<String> known) {
        return to(word, known)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElseGet(() -> known.isEmpty()
                        ? "; there are none"
                        : "; known are "
                                + String.join(", ", known.stream().sorted().toList()));
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each one step. */
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
