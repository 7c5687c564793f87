package io.riskstream.tools.local;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints the progress of a run once per second: on one line of a terminal, otherwise line by line. The latencies are those of the last second. */
final class RunProgress {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintStream out;
    private final boolean terminal;
    private final DeliveryLedger ledger;
    private final long start;
    private long shownAt;
    private long shownCompleted;
    private int shownScored;
    private boolean shown;

    RunProgress(PrintStream out, boolean terminal, DeliveryLedger ledger, long start) {
        this.out = out;
        this.terminal = terminal;
        this.ledger = ledger;
        this.start = start;
        this.shownAt = start;
    }

    void show(long now) {
        if (now - shownAt < INTERVAL_NANOS) {
            return;
        }
        int scored = ledger.scoredSoFar();
        DeliveryLedger.Totals totals = ledger.totals(shownScored);
        shownScored = scored;
        long completed = totals.scored() + totals.rejected() + totals.dropped();
        String line = String.format(
                Locale.ROOT,
                "%4d s  read %,9d  scored %,9d  rejected %,7d  %,7.0f events/s  p50 %d ms  p99 %d ms",
                TimeUnit.NANOSECONDS.toSeconds(now - start),
                totals.read(),
                totals.scored(),
                totals.rejected(),
                (completed - shownCompleted) * (double) INTERVAL_NANOS / (now - shownAt),
                totals.p50(),
                totals.p99());
        shownAt = now;
        shownCompleted = completed;
        shown = true;
        if (terminal) {
            out.print("\r" + line + "   ");
            out.flush();
        } else {
            out.println(line);
        }
    }

    void end() {
        if (terminal && shown) {
            out.println();
        }
    }
}
