package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.text.SourceFile;
import java.util.List;
import java.util.Optional;

/** A small event type, events of it, and scorecards for it. */
final class TestScorecards {
    static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "claims";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("amount", FieldType.DOUBLE),
                    new Field("waterDepth", FieldType.LONG),
                    new Field("state", FieldType.STRING));
        }
    }));

    private TestScorecards() {}

    static Event claim(double amount, long waterDepth, String state) {
        FieldValues values = new FieldValues(TYPE.size());
        values.setNumber(0, amount);
        values.setInteger(1, waterDepth);
        values.setString(2, state);
        return event(values);
    }

    static Event claimWithoutDepth(double amount, String state) {
        FieldValues values = new FieldValues(TYPE.size());
        values.setNumber(0, amount);
        values.setString(2, state);
        return event(values);
    }

    private static Event event(FieldValues values) {
        Origin origin = new Origin("claims", 0, 1, 2, Optional.empty(), List.of());
        return Event.of(origin, new byte[0]).with(Patch.NONE.withFields(0, values));
    }

    static Scorecard scorecard(String text) {
        return Scorecard.of(TYPE, new SourceFile("scorecard.yaml", text));
    }
}
