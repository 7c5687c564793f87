package io.riskstream.tools.local;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import java.util.List;
import java.util.Set;

/** A custom stage that drops the claims of some states. */
public final class DropDistantStates implements Stage {
    private static final long serialVersionUID = 1;
    private static final Set<String> DISTANT = Set.of("AK", "HI", "FL", "TX");

    private final EventType type;
    private final int state;

    public DropDistantStates(EventType type) {
        this.type = type;
        this.state = type.slot("state");
    }

    @Override
    public StageSpec spec() {
        return StageSpec.named("drop").on(type).reading(List.of("state")).dropping();
    }

    @Override
    public Outcome apply(Event event) {
        return event.kind(state) == ValueKind.STRING && DISTANT.contains(event.string(state))
                ? Outcome.drop("state not covered")
                : Outcome.pass();
    }
}
