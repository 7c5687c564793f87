package io.riskstream.api.output;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.api.read.PublishedPipeline;
import io.riskstream.tools.local.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows the outputs on a real Kafka, which is away for a time. */
class OutputFeedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The feed tries again within 8 s. */
    private static final Duration SEVERAL_ATTEMPTS = Duration.ofSeconds(17);

    /** Keeps the lines that the feed logs. */
    private static final class FeedLog extends AbstractAppender implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final Logger logger = (Logger) LogManager.getLogger(OutputFeed.class);

        FeedLog() {
            super("feed", null, null, true, Property.EMPTY_ARRAY);
            start();
            logger.addAppender(this);
        }

        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }

        @Override
        public void close() {
            logger.removeAppender(this);
            stop();
        }
    }

    /** Keeps the origins of rejected events. */
    private static final class Origins implements OutputListener {
        private final List<String> rejected = new CopyOnWriteArrayList<>();

        @Override
        public void scored(PublishedScore score, long latencyMillis) {
            throw new AssertionError("no event was scored");
        }

        @Override
        public void rejected(RejectedEvent event) {
            rejected.add(event.origin().toString());
        }
    }

    @Test
    void logsOnceThatAClusterIsAwayAndOnceThatItIsBackAndContinues(@TempDir Path folder) throws Exception {
        Origins origins = new Origins();
        try (FeedLog log = new FeedLog();
                EmbeddedKafka kafka = EmbeddedKafka.start();
                PublishedPipeline pipeline =
                        new PublishedPipeline(kafka, "claims", folder, new Properties(), Map.of());
                OutputFeed feed = new OutputFeed(
                        List.of(PipelineOutputs.of(ServedPipeline.of(pipeline.flux()), List.of())), 100)) {
            feed.add(origins);
            feed.start();
            assertTrue(feed.awaitCaughtUp(PATIENCE));
            String before = pipeline.process("before");
            await().atMost(PATIENCE).until(() -> origins.rejected.size() == 1);
            assertEquals(List.of(), log.lines);
            for (int outage = 1; outage <= 2; outage++) {
                int warnings = 2 * outage - 1;
                kafka.stop();
                await().atMost(PATIENCE).until(() -> log.lines.size() == warnings);
                await().during(SEVERAL_ATTEMPTS).atMost(PATIENCE).until(() -> log.lines.size() == warnings);
                kafka.restart();
                await().atMost(PATIENCE).until(() -> log.lines.size() == warnings + 1);
            }
            String after = pipeline.process("after");
            await().atMost(PATIENCE).until(() -> origins.rejected.size() == 2);
            assertEquals(List.of(before, after), origins.rejected);
            String cluster = "Kafka[" + kafka.bootstrapServers() + "]";
            for (int i = 0; i < log.lines.size(); i++) {
                String begins = i % 2 == 0
                        ? "WARN cannot read outputs from " + cluster + ": "
                        : "INFO outputs are read from " + cluster + " again";
                assertTrue(log.lines.get(i).startsWith(begins), log.lines.get(i));
            }
        }
    }
}
