package io.riskstream.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.event.RejectionCode;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Runs events through a pipeline whose topic is a template over a free text. */
class StateTopicTest {
    private static final Path FLUX = Path.of("src/test/resources/publish/state-topics.yaml");

    private static PipelineResult run(byte[] event) {
        try (TestContext context = new TestContext();
                PipelineTestDriver driver = PipelineTestDriver.open(FLUX, new Properties(), context)) {
            return driver.run(event);
        }
    }

    private static void assertDeadLetter(byte[] event) {
        PipelineResult result = run(event);
        assertEquals(RejectionCode.PUBLISH_TOPIC, result.rejections().get(0).code());
        assertEquals(1, result.messages().size());
        assertEquals("dead-letters", result.messages().get(0).topic());
        assertArrayEquals(event, result.messages().get(0).value().orElseThrow());
        assertEquals(4, result.steps().size(), "no retry");
    }

    @Test
    void publishesToTheTopicOfTheState() {
        PipelineResult result = run("{\"id\":\"1\",\"state\":\"FL\"}".getBytes(StandardCharsets.UTF_8));
        assertEquals("out-FL", result.messages().get(0).topic());
    }

    @Test
    void publishesAnEventWithAnInvalidTopicAsADeadLetter() {
        assertDeadLetter("{\"id\":\"1\",\"state\":\"New York\"}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void publishesTheSharedOverlongTopicAsADeadLetter() throws IOException {
        Path shared = Path.of("../shared/cases/feeds/json/overlong-topic.json");
        assumeTrue(Files.isRegularFile(shared), shared + " is not on this machine");
        assertDeadLetter(Files.readAllBytes(shared));
    }
}
