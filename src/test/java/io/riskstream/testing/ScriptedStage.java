package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A stage whose outcome the event selects: the event {@code first:drop} makes the stage {@code first} drop it. */
public final class ScriptedStage implements Stage {
    private static final long serialVersionUID = 1;

    private final String name;
    private transient int calls;
    private transient StageContext context;

    public ScriptedStage(String name) {
        this.name = name;
    }

    @Override
    public StageSpec spec() {
        StageSpec spec = StageSpec.named(name).publishing().completingWithin(Duration.ofSeconds(1));
        return name.equals("last") ? spec.neverRejecting() : spec;
    }

    @Override
    public void open(StageContext opened) {
        if (name.equals("unopenable")) {
            throw new IllegalStateException("no key to open it");
        }
        context = opened;
    }

    @Override
    public Outcome apply(Event event) {
        calls++;
        context.report("call", name + " " + calls + " at " + context.clock().instant());
        String script = new String(event.original(), StandardCharsets.UTF_8);
        if (!script.startsWith(name + ":")) {
            return Outcome.pass();
        }
        return switch (script.substring(name.length() + 1)) {
            case "drop" -> Outcome.drop("as asked");
            case "reject" -> Outcome.reject(new Rejection(name, "as.asked", "", "no"));
            case "retry" -> Outcome.retry("not yet");
            case "retry-twice" -> calls <= 2 ? Outcome.retry("not yet") : Outcome.pass();
            case "retry-forever" -> Outcome.retryWithoutLimit("never");
            case "throw" -> throw new IllegalStateException("a bug");
            case "later" -> later(CompletableFuture.supplyAsync(() -> Outcome.drop("later")));
            case "later-failed" -> later(CompletableFuture.failedFuture(new IllegalStateException("a later bug")));
            case "never" -> later(new CompletableFuture<>());
            case "never-even-late" -> neverEvenLate();
            default -> throw new IllegalArgumentException(script);
        };
    }

    private static Outcome neverEvenLate() {
        return Outcome.later(new CompletableFuture<>(), Duration.ofSeconds(1), ScriptedStage::neverEvenLate);
    }

    private static Outcome later(CompletableFuture<Outcome> outcome) {
        return Outcome.later(outcome, Duration.ofSeconds(1), () -> Outcome.drop("too late"));
    }
}
