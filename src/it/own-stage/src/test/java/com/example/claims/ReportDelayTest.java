package com.example.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.EventType;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportDelayTest {
    private final EventType type =
            new EventType(List.of(TestEvents.source("schema", "loss.date:STRING"), new ReportDelay.Fields()));
    private TestContext context;
    private StageTestDriver driver;

    @BeforeEach
    void open() {
        context = new TestContext().setTime(Instant.parse("2024-04-12T09:00:00Z"));
        driver = StageTestDriver.open(new ReportDelay(type), context);
    }

    @AfterEach
    void close() {
        driver.close();
        context.close();
    }

    @Test
    void addsTheDaysSinceTheLoss() {
        StageResult result = driver.run(TestEvents.event(type, Map.of("loss.date", "2024-03-01")));
        assertEquals(Optional.of(42L), result.field("report.delay_days"));
        assertEquals(1, context.count("report-delay.late"));
    }

    @Test
    void rejectsALossInTheFuture() {
        StageResult result = driver.run(TestEvents.event(type, Map.of("loss.date", "2024-04-13")));
        assertEquals("delay.negative", result.rejections().get(0).code());
    }

    @Test
    void passesAClaimWithoutADateOfLoss() {
        StageResult result = driver.run(TestEvents.event(type, Map.of()));
        assertTrue(result.passed());
        assertEquals(Optional.empty(), result.field("report.delay_days"));
    }
}
