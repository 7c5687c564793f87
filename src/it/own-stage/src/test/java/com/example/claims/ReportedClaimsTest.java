package com.example.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestContext;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Runs claims through the Flux file. */
class ReportedClaimsTest {
    @Test
    void refersALargeClaimThatIsReportedLate() throws IOException {
        PipelineResult result = run("{\"id\": \"c-1\", \"loss\": {\"date\": \"2024-01-02\"}, \"amount\": 20000}");
        assertEquals(List.of(), result.rejections());
        assertEquals("refer", result.verdict().orElseThrow().decision());
        assertEquals("claim-scores", result.messages().get(0).topic());
    }

    @Test
    void acceptsAClaimThatIsReportedAtOnce() throws IOException {
        PipelineResult result = run("{\"id\": \"c-2\", \"loss\": {\"date\": \"2024-04-11\"}, \"amount\": 20000}");
        assertEquals("accept", result.verdict().orElseThrow().decision());
    }

    @Test
    void publishesALossInTheFutureAsADeadLetter() throws IOException {
        PipelineResult result = run("{\"id\": \"c-3\", \"loss\": {\"date\": \"2024-04-13\"}, \"amount\": 1}");
        assertEquals("delay.negative", result.rejections().get(0).code());
        assertEquals("claim-dead-letters", result.messages().get(0).topic());
    }

    private static PipelineResult run(String claim) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        try (TestContext context = new TestContext().setTime(Instant.parse("2024-04-12T09:00:00Z"));
                PipelineTestDriver driver =
                        PipelineTestDriver.open(Path.of("flux/reported-claims.yaml"), properties, context)) {
            return driver.run(claim.getBytes(StandardCharsets.UTF_8));
        }
    }
}
