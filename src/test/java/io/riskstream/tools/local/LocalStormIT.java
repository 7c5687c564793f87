package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalServers.class)
class LocalStormIT {
    private static final String FLUX = "src/test/resources/local/counting.yaml";
    private static final int COUNT = 100;

    @Test
    void runsAFluxFileUntilItIsKilled(LocalStorm storm) {
        String name = submit(storm, "counting");
        assertEquals("counting", name);
        List<Integer> all = IntStream.range(0, COUNT).boxed().toList();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertEquals(
                        all, CountingTopology.seen(name).stream().sorted().toList()));
        assertFalse(CountingTopology.closed(name));

        storm.kill(name);
        assertTrue(CountingTopology.closed(name));
    }

    @Test
    void freesTheNameOfAKilledTopologyAtOnce(LocalStorm storm) {
        for (int run = 1; run <= 2; run++) {
            String name = submit(storm, "again");
            int expected = run * COUNT;
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> CountingTopology.seen(name).size() == expected);
            storm.kill(name);
        }
    }

    @Test
    void rejectsToKillAnUnknownTopology(LocalStorm storm) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> storm.kill("nowhere"));
        assertTrue(refused.getMessage().contains("nowhere"));
    }

    /** Storm's submitter logs a cycle, and Nimbus adds the components that the streams of the second file come from. */
    @ParameterizedTest
    @ValueSource(strings = {"cycle", "system-streams"})
    void acceptsACycleAndStreamsOfStormItself(String file, LocalStorm storm) {
        Pipeline pipeline = Pipeline.read(Path.of("src/test/resources/check/stock", file + ".yaml"), new Properties());
        storm.submit(pipeline);
        storm.awaitRunning(pipeline.name());
        storm.kill(pipeline.name());
    }

    private static String submit(LocalStorm storm, String name) {
        Pipeline pipeline = Pipeline.read(Path.of(FLUX), properties(name));
        storm.submit(pipeline);
        return pipeline.name();
    }

    private static Properties properties(String name) {
        Properties properties = new Properties();
        properties.setProperty("name", name);
        properties.setProperty("count", String.valueOf(COUNT));
        return properties;
    }
}
