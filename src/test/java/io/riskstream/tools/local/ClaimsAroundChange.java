package io.riskstream.tools.local;

import io.riskstream.tools.events.InputRecord;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Flood claims that differ only in their ids: some before a change of the look-ups, and as many after it. */
final class ClaimsAroundChange implements Iterator<InputRecord> {
    private static final String CLAIM = """
            {"id": "%s", "dateOfLoss": "2003-03-02T00:00:00.000Z", "state": "NJ", "countyCode": "34003", "basementEnclosureCrawlspaceType": 2, \
            "totalBuildingInsuranceCoverage": 60000, "totalContentsInsuranceCoverage": 0}""";
    private static final String BEFORE = "before-";
    private static final String AFTER = "after-";

    private final int each;
    private final Runnable change;
    private int next;

    /**
     * Creates claims.
     *
     * @param each the number of claims before the change, and after it
     * @param change makes the change, when the claims before it have been read; returns when it is effective
     */
    ClaimsAroundChange(int each, Runnable change) {
        this.each = each;
        this.change = change;
    }

    @Override
    public boolean hasNext() {
        return next < 2 * each;
    }

    @Override
    public InputRecord next() {
        if (next == each) {
            change.run();
        }
        String id = (next < each ? BEFORE : AFTER) + next;
        next++;
        return new InputRecord(Optional.empty(), Optional.of(CLAIM.formatted(id).getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the number of scores of the claims before the change that contain a text. */
    static long before(List<String> scores, String text) {
        return count(scores, BEFORE, text);
    }

    /** Returns the number of scores of the claims after the change that contain a text. */
    static long after(List<String> scores, String text) {
        return count(scores, AFTER, text);
    }

    private static long count(List<String> scores, String id, String text) {
        return scores.stream()
                .filter(score -> score.contains("\"id\":\"" + id) && score.contains(text))
                .count();
    }
}
