package io.riskstream.tools.cli;

import io.riskstream.event.Event;
import io.riskstream.score.Scorecard;
import io.riskstream.tools.backtest.RecordedExplanation;
import java.io.PrintWriter;
import java.util.List;

/** Explains a published score from what its message contains: the fields of the event and the values of the look-ups, as they were then. */
final class RecordedScoreReport {
    private final PrintWriter out;

    RecordedScoreReport(PrintWriter out) {
        this.out = out;
    }

    /**
     * Explains a score with a scorecard, and compares the result with what was published.
     *
     * @return false if the message does not contain what is needed, or the scorecard that made the score now gives another result
     */
    boolean write(Event message, Scorecard card) {
        RecordedExplanation explained;
        try {
            explained = RecordedExplanation.of(message, card);
        } catch (IllegalArgumentException e) {
            out.println("cannot be explained: " + e.getMessage());
            out.println(
                    "Without the values of the look-ups at that time, any score would be another one than was published.");
            return false;
        }
        boolean sameCard = explained.sameScorecard();
        List<String> differences = explained.differences();
        out.printf(
                "published  score %s, %s; scorecard %s, version %s (%s)%n",
                explained.published("score"),
                explained.published("decision"),
                explained.published("scorecard"),
                explained.published("version"),
                shortHash(explained.published("hash")));
        if (!sameCard) {
            out.println(
                    "note       another version of the scorecard made this score; --scorecard REVISION:FILE names that version");
        } else if (differences.isEmpty()) {
            out.println("reproduced exactly, with the values of the fields at that time");
        }
        differences.forEach(difference -> out.println((sameCard ? "DIFFERS    " : "now        ") + difference));
        new ExplanationReport(out).write(explained.event(), explained.explanation());
        return !sameCard || differences.isEmpty();
    }

    private static String shortHash(String hash) {
        return hash.substring(0, Math.min(12, hash.length()));
    }
}
