package io.riskstream.history;

import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The arithmetic of a history: the features of an event from the entries before it. Immutable.
 *
 * <p>Each window [t - w, t) ends before the time t of the event and includes its beginning. Sums add the latest event first, so that they are the same to the
 * last bit wherever they are computed.
 */
final class HistoryFeatures {
    private static final int MILLIS = 1000;

    private final List<Field> fields = new ArrayList<>();
    /** From the shortest to the longest. */
    private final List<Window> windows;
    /** The index of the first field of each window. */
    private final int[] firstFields;

    private final boolean hasAmount;
    private final short[] tags;
    private final int most;
    private final int sinceLast;

    /**
     * Creates the arithmetic of a history.
     *
     * @param prefix the text before the name of each field
     * @param windows the windows, at least one, in ascending order
     * @param countedNames the names of the counted fields as they appear in the names of features
     * @param tags the tags of the counted fields, in the same order
     * @param most the number of events that count at most
     */
    HistoryFeatures(
            String prefix, List<Window> windows, boolean hasAmount, List<String> countedNames, short[] tags, int most) {
        this.windows = windows;
        this.hasAmount = hasAmount;
        this.tags = tags.clone();
        this.most = most;
        this.firstFields = new int[windows.size()];
        for (int i = 0; i < windows.size(); i++) {
            String window = "_" + windows.get(i).text();
            firstFields[i] = fields.size();
            fields.add(new Field(prefix + "count" + window, FieldType.LONG));
            if (hasAmount) {
                fields.add(new Field(prefix + "sum" + window, FieldType.DOUBLE));
                fields.add(new Field(prefix + "mean" + window, FieldType.DOUBLE));
                fields.add(new Field(prefix + "max" + window, FieldType.DOUBLE));
            }
            countedNames.forEach(name -> fields.add(new Field(prefix + "distinct_" + name + window, FieldType.LONG)));
        }
        this.sinceLast = fields.size();
        fields.add(new Field(prefix + "since_last", FieldType.LONG));
        fields.add(new Field(prefix + "first_seen", FieldType.STRING));
        fields.add(new Field(prefix + "truncated", FieldType.BOOLEAN));
    }

    /** Returns the fields of the features, in the order of {@link #of}. */
    List<Field> fields() {
        return List.copyOf(fields);
    }

    /** Returns the features of an event without earlier events. */
    FieldValues ofNone() {
        return values(List.of(), 0, false);
    }

    /** Returns the features of an event. */
    FieldValues of(EntityHistory history, HistoryEntry event) {
        List<HistoryEntry> before = history.before(event);
        long from = event.time() - windows.get(windows.size() - 1).millis();
        int first = Math.max(0, before.size() - most);
        boolean truncated = history.isTrimmedSince(from)
                || first > 0 && before.get(first - 1).time() >= from;
        List<HistoryEntry> counted = before.subList(first, before.size());
        return values(counted, event.time(), truncated);
    }

    private FieldValues values(List<HistoryEntry> before, long time, boolean truncated) {
        FieldValues values = new FieldValues(fields.size());
        Aggregates aggregates = new Aggregates(tags);
        int next = before.size() - 1;
        for (int i = 0; i < firstFields.length; i++) {
            long from = time - windows.get(i).millis();
            for (; next >= 0 && before.get(next).time() >= from; next--) {
                aggregates.add(before.get(next));
            }
            aggregates.write(values, firstFields[i], hasAmount);
        }
        if (!before.isEmpty()) {
            long last = before.get(before.size() - 1).time();
            values.setInteger(sinceLast, (time - last) / MILLIS);
            values.setString(
                    sinceLast + 1, Instant.ofEpochMilli(before.get(0).time()).toString());
        }
        values.setBool(sinceLast + 2, truncated);
        return values.freeze();
    }

    /** The sums over the events of a window. A longer window continues with those of a shorter one. */
    private static final class Aggregates {
        private final short[] tags;
        private final List<Set<Long>> distinct;
        private long count;
        private long amounts;
        private double sum;
        private double max = Double.NEGATIVE_INFINITY;

        Aggregates(short[] tags) {
            this.tags = tags;
            this.distinct = new ArrayList<>(tags.length);
            for (int i = 0; i < tags.length; i++) {
                distinct.add(new HashSet<>());
            }
        }

        void add(HistoryEntry entry) {
            count++;
            if (!Double.isNaN(entry.amount())) {
                amounts++;
                sum += entry.amount();
                max = Math.max(max, entry.amount());
            }
            for (int i = 0; i < tags.length; i++) {
                for (HistoryEntry.Value value : entry.values()) {
                    if (value.tag() == tags[i]) {
                        distinct.get(i).add(value.hash());
                    }
                }
            }
        }

        void write(FieldValues values, int firstField, boolean hasAmount) {
            int field = firstField;
            values.setInteger(field++, count);
            if (hasAmount) {
                boolean finite = Double.isFinite(sum); // no output can contain an infinite number
                if (finite) {
                    values.setNumber(field, sum);
                }
                if (amounts > 0) {
                    if (finite) {
                        values.setNumber(field + 1, sum / amounts);
                    }
                    values.setNumber(field + 2, max);
                }
                field += 3;
            }
            for (Set<Long> hashes : distinct) {
                values.setInteger(field++, hashes.size());
            }
        }
    }
}
