package io.riskstream.expression;

import io.riskstream.text.Calendar;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A time zone as a table of its offset changes. {@code ZoneRules} would create an object for each evaluation. After the changes that the database lists,
 * yearly rules apply. The table repeats every 400 years, because the calendar does.
 */
final class ZoneTable {
    static final ZoneTable UTC = new ZoneTable(new long[0], new int[] {0}, Long.MAX_VALUE);

    private static final Pattern OFFSET = Pattern.compile("[+-](0[0-9]|1[0-8]):[0-5][0-9]");
    private static final long CYCLE_SECONDS = 146_097L * 86_400;

    private final long[] changes;
    private final int[] offsets;
    private final long recursFrom;

    /**
     * Creates a table.
     *
     * @param changes the times of the changes, in seconds since 1970
     * @param offsets the seconds east of UTC before the first change, and after each change
     * @param recursFrom from this time on, offsets equal those of one or more cycles before
     */
    private ZoneTable(long[] changes, int[] offsets, long recursFrom) {
        this.changes = changes;
        this.offsets = offsets;
        this.recursFrom = recursFrom;
    }

    /** Returns the table of {@code UTC}, an offset such as {@code +05:30}, or a name of the IANA time zone database such as {@code America/New_York}; empty for any other text. */
    static Optional<ZoneTable> of(String name) {
        try {
            if (OFFSET.matcher(name).matches()) {
                int seconds = ZoneOffset.of(name).getTotalSeconds();
                return Optional.of(new ZoneTable(new long[0], new int[] {seconds}, Long.MAX_VALUE));
            } else if (ZoneId.getAvailableZoneIds().contains(name)) {
                return Optional.of(of(ZoneId.of(name).getRules()));
            }
        } catch (DateTimeException e) {
            return Optional.empty(); // +18:30 is beyond the largest offset
        }
        return Optional.empty();
    }

    private static ZoneTable of(ZoneRules rules) {
        List<ZoneOffsetTransition> transitions = new ArrayList<>(rules.getTransitions());
        int first = rules.getOffset(Instant.MIN).getTotalSeconds();
        long recursFrom = Long.MAX_VALUE;
        if (!rules.getTransitionRules().isEmpty()) {
            // the yearly rules apply after the last listed change, in the same year
            ZoneOffsetTransition last = transitions.get(transitions.size() - 1);
            int year = last.getDateTimeBefore().getYear();
            for (int i = 0; i <= 400; i++) {
                for (ZoneOffsetTransitionRule rule : rules.getTransitionRules()) {
                    ZoneOffsetTransition change = rule.createTransition(year + i);
                    if (change.compareTo(last) > 0) {
                        transitions.add(change);
                    }
                }
            }
            recursFrom = Calendar.epochDay(year + 401, 1, 2) * 86_400;
        }
        long[] changes = transitions.stream()
                .mapToLong(ZoneOffsetTransition::toEpochSecond)
                .toArray();
        int[] offsets = new int[changes.length + 1];
        offsets[0] = first;
        for (int i = 0; i < changes.length; i++) {
            offsets[i + 1] = transitions.get(i).getOffsetAfter().getTotalSeconds();
        }
        return new ZoneTable(changes, offsets, recursFrom);
    }

    /** Returns the seconds east of UTC at a time in seconds since 1970. */
    int offset(long seconds) {
        if (changes.length == 0) {
            return offsets[0];
        }
        long inTable = seconds;
        if (inTable >= recursFrom) {
            inTable -= CYCLE_SECONDS * (1 + (inTable - recursFrom) / CYCLE_SECONDS);
        }
        int index = Arrays.binarySearch(changes, inTable);
        return offsets[index >= 0 ? index + 1 : -index - 1];
    }
}
