package io.riskstream.tools.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.history.AddHistory;
import io.riskstream.history.History;
import io.riskstream.stage.HistoryStore;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfflineContextTest {
    private static final FieldSource CLAIM = new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("policy", FieldType.STRING));
        }
    };

    private static final HistoryStore STORE = context -> {
        throw new AssertionError("a backtest connects to no store of histories");
    };

    @Test
    void historiesThatWereRemovedFromMemoryAreReportedWithTheirNumberAndTheFix() {
        try (OfflineContext context = new OfflineContext("test", Optional.empty(), 50_000)) {
            AddHistory stage = opened(context);
            for (int i = 0; i < 100; i++) {
                stage.apply(claim(i));
            }
            assertEquals(Map.of(), context.reports(), "all of them fit");
            for (int i = 100; i < 5_000; i++) {
                stage.apply(claim(i));
            }
            assertTrue(context.removedHistories() > 4_000, "removed: " + context.removedHistories());
            String report = context.reports().get("history.memory");
            assertTrue(
                    report.contains(String.format(Locale.ROOT, "%,d entities", context.removedHistories()))
                            && report.contains("-Xmx"),
                    report);
        }
    }

    private static AddHistory opened(OfflineContext context) {
        History history = new History(Map.of("name", "past", "entity", "policy:{policy}", "windows", List.of("30d")));
        AddHistory stage = new AddHistory(new EventType(List.of(CLAIM, history)), STORE);
        stage.open(context);
        return stage;
    }

    private static Event claim(int number) {
        FieldValues values = new FieldValues(1);
        values.setString(0, "p" + number);
        Origin origin = new Origin("claims", 0, number, 1_700_000_000_000L, Optional.empty(), List.of());
        return Event.of(origin, new byte[0])
                .with(Patch.NONE.withFields(0, values).withId("claim-" + number));
    }
}
