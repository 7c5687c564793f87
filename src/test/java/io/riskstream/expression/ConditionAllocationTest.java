package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.riskstream.event.Event;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionAllocationTest {
    private static final int TIMES = 100_000;
    private static final Event EVENT = SampleEvents.event(Map.ofEntries(
            Map.entry("lines", List.of(line("tool", 400.5), line("car", 9000.0), line("boat", 70.0))),
            Map.entry("sizes", List.of(300L, 400L)),
            Map.entry("amount", 1500.5),
            Map.entry("count", 700L),
            Map.entry("state", "TX"),
            Map.entry("flag", true),
            Map.entry("tags", List.of("a", "b", 300L, 1.5)),
            Map.entry("filed", "2005-08-30T02:15:00.250-05:00"),
            Map.entry("lost", "2015-12-31T23:30:00Z"),
            Map.entry("day", "2005-08-28"),
            Map.entry("wait", "1h30m")));

    private static Map<String, Object> line(String kind, double amount) {
        List<Object> parts = List.of(Map.of("cost", 0.5, "code", "p"), Map.of("cost", 0.25, "code", "q"));
        return Map.of("kind", kind, "amount", amount, "quantity", 2L, "date", "2005-08-30T02:15:00Z", "parts", parts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amount >= 1500 && count < 10000",
                "(amount * 2 + count) / 3.5 > 100 || -count % 7 == 3",
                "(flag ? count + 1000 : 5) * 1000 > amount",
                "count in [300, 500, 700] && amount in [1, 1500.5]",
                "count in tags || amount in tags || size(tags) > 300",
                "rate > 1 || limit + count > 1 || limit == null",
                "count * 9223372036854775807 > 0",
                "timestamp(filed) - timestamp(lost) > duration('24h') && timestamp(day + 'T00:00:00Z') < timestamp(filed)",
                "timestamp(lost).getDayOfYear('America/New_York') + timestamp(lost).getHours() > 0 && duration(wait).getMinutes() == 90",
                "timestamp(filed) in [timestamp(lost), timestamp(lost) + duration(wait)] || duration(wait) in [duration('90m')]",
                "count in [limit, count * 2, 700] && amount in [count, 1500.5] && state in [name, 'TX', location.zip]",
                "lines.exists(x, x.kind == 'car' && x.amount > 9000) || lines.all(x, has(x.quantity) && x.quantity > 1)",
                "lines.exists(x, x.parts.exists(p, p.cost > 1 || p.code == x.kind)) || tags.exists(t, t == 'b' && t != 1.5)",
                "sum(lines.filter(x, x.kind != 'boat').map(x, x.amount * 2)) > 1 && sum(sizes) > 1 && max(sizes) > size(tags)",
                "size(lines.filter(x, x.kind in ['car', 'boat'])) == 2 && lines.exists_one(x, x.kind == 'car')",
                "'car' in lines.map(x, x.kind) && max(lines.map(x, timestamp(x.date))) > timestamp(lost)",
                "state in ['LA', 'TX'] && state.startsWith('T') && size(state) > 1 && 'b' in tags"
            })
    void testingAllocatesNothing(String text) {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM counts allocations");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Condition condition = Condition.compile(text, SampleEvents.TYPE);
        run(condition);
        // the JVM may allocate during warm-up, so the lowest of several runs counts
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(condition);
            lowest = Math.min(lowest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(lowest < TIMES / 10, lowest + " bytes in " + TIMES + " runs");
    }

    private static void run(Condition condition) {
        for (int i = 0; i < TIMES; i++) {
            condition.test(EVENT);
        }
    }
}
