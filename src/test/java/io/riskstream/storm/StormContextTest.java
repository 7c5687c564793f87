package io.riskstream.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.storm.Config;
import org.apache.storm.task.TopologyContext;
import org.junit.jupiter.api.Test;

class StormContextTest {
    private final List<String> errors = new ArrayList<>();

    private StormContext task(String topology, int port) {
        TopologyContext context = mock(TopologyContext.class);
        when(context.getStormId()).thenReturn(topology);
        when(context.getThisWorkerPort()).thenReturn(port);
        return new StormContext(
                Map.of(Config.TOPOLOGY_NAME, "flood-claims"), context, error -> errors.add(error.getMessage()));
    }

    private static final class Connection implements AutoCloseable {
        private int closed;

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void sharesAnObjectAmongTheTasksOfAWorkerAndClosesItAfterTheLast() {
        StormContext first = task("a-1", 6700);
        StormContext second = task("a-1", 6700);
        Connection connection = first.shared("connection", Connection::new);
        assertSame(connection, second.shared("connection", Connection::new));
        first.close();
        assertEquals(0, connection.closed);
        second.close();
        assertEquals(1, connection.closed);
        StormContext third = task("a-1", 6700);
        assertNotSame(connection, third.shared("connection", Connection::new));
        third.close();
    }

    @Test
    void sharesNothingBetweenWorkersInOneJvm() {
        StormContext here = task("a-1", 6700);
        StormContext there = task("a-1", 6701);
        StormContext other = task("b-1", 6700);
        Connection connection = here.shared("connection", Connection::new);
        assertNotSame(connection, there.shared("connection", Connection::new));
        assertNotSame(connection, other.shared("connection", Connection::new));
        List.of(here, there, other).forEach(StormContext::close);
    }

    @Test
    void suppressesRepeatedReportsOfTheSameCode() {
        StormContext task = task("a-1", 6700);
        for (int i = 0; i < 100; i++) {
            task.report("enrich.error", "Redis is unavailable");
        }
        task.report("publish.retry", "Kafka is unavailable");
        assertEquals(List.of(), errors, "Storm's reporter belongs to the executor's thread");
        task.flushReports();
        assertEquals(List.of("enrich.error: Redis is unavailable", "publish.retry: Kafka is unavailable"), errors);
        task.flushReports();
        assertEquals(2, errors.size());
        task.close();
    }

    @Test
    void closesTheOtherResourcesIfOneFailsToClose() {
        StormContext task = task("a-1", 6700);
        Connection connection = task.shared("connection", Connection::new);
        AutoCloseable broken = task.shared("broken", () -> (AutoCloseable) () -> {
            throw new IllegalStateException("no");
        });
        assertNotSame(connection, broken);
        task.close();
        assertEquals(1, connection.closed);
    }
}
