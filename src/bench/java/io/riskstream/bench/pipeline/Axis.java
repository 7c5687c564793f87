package io.riskstream.bench.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One parameter that differs from the common pipeline, and its measured points. */
enum Axis {
    TASKS(
            "Tasks of the fused bolt",
            "In one JVM, with the same number of partitions and spout tasks, and one acker.",
            row("1 task", Point.COMMON),
            tasks(2),
            tasks(4)),
    WORKERS(
            "Workers of a cluster",
            "A Storm cluster of several processes on this machine: ZooKeeper, Nimbus, a supervisor and the workers, each a JVM. The topology has two"
                    + " partitions, two tasks of the spout and the bolt, and one acker for each worker. Only the CPU time of the workers counts.",
            workers(1),
            workers(2)),
    FLINK(
            "Tasks of Flink",
            "The job of `bench pipeline` that is written for Flink, all operators in one chain, in one JVM: the same number of partitions, and of slots. Each"
                    + " subtask has a near-cache of its own.",
            flink(1),
            flink(2),
            flink(4)),
    SIZE(
            "Size of an event",
            "The further bytes are in undeclared members: they are parsed and kept, but the output does not"
                    + " contain them.",
            size("0.3 KB", 300, Filler.NOTE, 1),
            row("0.6 KB", Point.COMMON),
            size("3 KB, one string", 3_000, Filler.TEXT, 0.5),
            size("3 KB, a list of items", 3_000, Filler.ITEMS, 0.4),
            size("30 KB, one string", 30_000, Filler.TEXT, 0.06),
            size("30 KB, a list of items", 30_000, Filler.ITEMS, 0.04)),
    RULES(
            "Rules",
            "The twelve rules repeated, with bounds up to 5 % higher or lower, so that about the same share of them matches, 39 in a hundred. With"
                    + " `rarely true`, no claim matches the rules beyond the twelve. The output contains all rules that match.",
            row("12 rules", Point.COMMON),
            row("100 rules", new Point(Shape.COMMON, Wiring.COMMON.withRules(100))),
            row(
                    "1,000 rules, rarely true",
                    new Point(part(0.6), Wiring.COMMON.withRules(1_000).withRarelyTrueRules())),
            row("1,000 rules", new Point(part(0.05), Wiring.COMMON.withRules(1_000)))),
    LOOKUPS(
            "Look-ups",
            "Each has its own 55,000 records; look-ups beyond six use the same six fields of the claim. The near-cache has"
                    + " room for all records. With one look-up, the twelve rules use only its record.",
            row("1 look-up", new Point(Shape.COMMON, Wiring.COMMON.withLookups(1))),
            row("6 look-ups", Point.COMMON),
            row(
                    "20 look-ups",
                    new Point(Shape.COMMON, Wiring.COMMON.withLookups(20).withCacheEntries(1_200_000)))),
    CACHE(
            "Size of the near-cache",
            "Six look-ups over 330,000 records with uniformly distributed keys, the worst case, and with a Zipf distribution with exponent 0.99, as in all other measurements.",
            cache("500,000, even", true, 500_000),
            cache("250,000, even", true, 250_000),
            cache("100,000, even", true, 100_000),
            cache("33,000, even", true, 33_000),
            row("500,000, Zipf", Point.COMMON),
            cache("250,000, Zipf", false, 250_000),
            cache("100,000, Zipf", false, 100_000),
            cache("33,000, Zipf", false, 33_000));

    /** A row of its table. */
    record Row(String label, Point point) {}

    private final String title;
    private final String description;
    private final List<Row> rows;

    Axis(String title, String description, Row... rows) {
        this.title = title;
        this.description = description;
        this.rows = List.of(rows);
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Axis::argument).toList();
    }

    /** Returns its name on the command line. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return title;
    }

    String description() {
        return description;
    }

    List<Row> rows() {
        return rows;
    }

    private static Row row(String label, Point point) {
        return new Row(label, point);
    }

    private static Row tasks(int count) {
        return row(count + " tasks", new Point(partitions(count), Wiring.COMMON.withTasks(count)));
    }

    private static Row flink(int count) {
        return row(
                count == 1 ? "Flink, 1 subtask" : "Flink, " + count + " subtasks",
                new Point(partitions(count), Wiring.COMMON.withTasks(count).onFlink()));
    }

    private static Row workers(int count) {
        return row(
                count == 1 ? "1 worker" : count + " workers",
                new Point(partitions(2), Wiring.COMMON.withTasks(2).withWorkers(count)));
    }

    private static Shape partitions(int count) {
        return new Shape(600, Filler.NOTE, false, count, 1);
    }

    private static Shape part(double share) {
        return new Shape(600, Filler.NOTE, false, 1, share);
    }

    private static Row size(String label, int bytes, Filler filler, double share) {
        return row(label, new Point(new Shape(bytes, filler, false, 1, share), Wiring.COMMON));
    }

    private static Row cache(String label, boolean even, int entries) {
        return row(
                label,
                new Point(
                        even ? new Shape(600, Filler.NOTE, true, 1, 0.5) : Shape.COMMON,
                        Wiring.COMMON.withCacheEntries(entries)));
    }
}
