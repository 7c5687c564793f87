package io.riskstream.event;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A look-up that did not add the current record to an event, so that its fields are absent or out of date.
 *
 * @param lookup the name of the look-up
 * @param cause why
 */
public record Degradation(String lookup, Cause cause) {
    /** Why a look-up did not add the current record. The constants are written to verdicts in lower case and have the same order in serialized batches: append only. */
    public enum Cause {
        /** The store has no record for the key. */
        ABSENT,
        /** The event's values make no key: a field is missing, or its value cannot be part of a key. */
        UNKEYED,
        /** The store did not answer before the deadline of the look-up. */
        LATE,
        /** The store could not be read: there is no connection, its circuit breaker is open, or it refused the request. */
        UNAVAILABLE,
        /** The store has a record that does not match the declaration of the look-up. */
        UNUSABLE,
        /** The store did not provide a usable record in time, and a cached record was used after its maximum age. */
        STALE;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** Returns the name in verdicts and messages, such as {@code absent}. */
        public String code() {
            return code;
        }
    }

    public Degradation {
        Objects.requireNonNull(lookup, "lookup");
        Objects.requireNonNull(cause, "cause");
    }

    /** Returns the names of the look-ups, in order. Allocates nothing for an empty list. */
    static List<String> lookups(List<Degradation> degradations) {
        return degradations.isEmpty()
                ? List.of()
                : degradations.stream().map(Degradation::lookup).toList();
    }

    /** Returns the look-up and the cause, as in {@code county (late)}. */
    @Override
    public String toString() {
        return lookup + " (" + cause.code() + ")";
    }
}
