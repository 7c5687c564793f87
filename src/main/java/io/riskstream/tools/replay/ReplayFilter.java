package io.riskstream.tools.replay;

import io.riskstream.publish.SourcePosition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Selects dead letters. An empty list or an empty bound selects all.
 *
 * @param codes rejection codes; {@code *} at the end of one stands for any characters, as in {@code parse.*}
 * @param stages names of the stages that rejected the event
 * @param origins origins of events, {@code TOPIC-PARTITION@OFFSET}
 * @param since the earliest time at which an event became a dead letter
 * @param until the time before which an event became a dead letter
 */
public record ReplayFilter(
        List<String> codes,
        List<String> stages,
        List<String> origins,
        Optional<Instant> since,
        Optional<Instant> until) {
    public ReplayFilter {
        codes = List.copyOf(codes);
        stages = List.copyOf(stages);
        origins = List.copyOf(origins);
        for (String origin : origins) {
            if (SourcePosition.parse(origin).isEmpty()) {
                throw new IllegalArgumentException("'" + origin
                        + "' is not an origin; expected TOPIC-PARTITION@OFFSET, as in the header riskstream.origin");
            }
        }
        for (String code : codes) {
            int star = code.indexOf('*');
            if (code.isEmpty() || star >= 0 && star != code.length() - 1) {
                throw new IllegalArgumentException("'" + code
                        + "' is not a code or the start of codes; expected a code such as schema.required, or parse.*");
            }
        }
    }

    boolean selects(DeadLetter letter) {
        return (codes.isEmpty() || codes.stream().anyMatch(code -> matches(code, letter.code())))
                && (stages.isEmpty() || stages.contains(letter.stage()))
                && (origins.isEmpty() || origins.contains(letter.origin().toString()))
                && since.map(time -> !letter.time().isBefore(time)).orElse(true)
                && until.map(time -> letter.time().isBefore(time)).orElse(true);
    }

    private static boolean matches(String pattern, String code) {
        return pattern.endsWith("*")
                ? code.startsWith(pattern.substring(0, pattern.length() - 1))
                : code.equals(pattern);
    }
}
