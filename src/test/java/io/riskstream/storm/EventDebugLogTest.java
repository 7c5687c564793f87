package io.riskstream.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Verdict;
import io.riskstream.runner.TestStages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.storm.Config;
import org.apache.storm.metric.IEventLogger.EventInfo;
import org.apache.storm.task.TopologyContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventDebugLogTest {
    private static final Verdict VERDICT =
            new Verdict(1, "refer", List.of(), List.of(), List.of(), "flood", "1", "abc");

    @TempDir
    private Path directory;

    @Test
    void writesALineForEachEventWithoutItsValues() throws IOException {
        TopologyContext context = mock(TopologyContext.class);
        when(context.getStormId()).thenReturn("claims-1");
        when(context.getThisWorkerPort()).thenReturn(6700);
        EventDebugLog log = new EventDebugLog();
        log.prepare(Map.of("storm.workers.artifacts.dir", directory.toString()), Map.of(), context);
        Event rejected = TestStages.event(3)
                .rejected(
                        List.of(
                                new Rejection("validate", RejectionCode.PARSE_JSON, "ssn", "secret"),
                                new Rejection("validate", RejectionCode.PARSE_JSON, "zip", "secret"),
                                new Rejection("validate", RejectionCode.INTERNAL, "", "secret")),
                        1);
        Batch batch = new Batch(List.of(
                TestStages.event(1),
                TestStages.event(2).with(Patch.NONE.withId("c-2\n1970 forged").withVerdict(VERDICT)),
                rejected,
                TestStages.event(4).dropped("secret")));
        log.log(new EventInfo(0, "score", 7, "message-id", List.of("bucket", batch)));
        log.close();
        String line = "1970-01-01T00:00:00Z score:7 ";
        assertEquals(
                List.of(
                        line + "in-0@1",
                        line + "in-0@2 id=c-2?1970 forged decision=refer",
                        line + "in-0@3 rejected=validate:parse.json,validate:internal",
                        line + "in-0@4 dropped"),
                Files.readAllLines(directory.resolve("claims-1/6700/events.log")));
    }

    @Test
    void isWhatTheSettingOfStormExpects() {
        Config configuration = new Config();
        configuration.registerEventLogger(EventDebugLog.class);
        assertEquals(
                "io.riskstream.storm.EventDebugLog",
                ((Map<?, ?>) ((List<?>) configuration.get(Config.TOPOLOGY_EVENT_LOGGER_REGISTER)).get(0)).get("class"));
    }
}
