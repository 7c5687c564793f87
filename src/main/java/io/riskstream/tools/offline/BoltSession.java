package io.riskstream.tools.offline;

import io.riskstream.event.Event;
import io.riskstream.runner.StageHarness;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.storm.StageBolt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.storm.utils.Utils;

/** One bolt's stages, opened: a copy of the bolt as it comes to a worker. */
final class BoltSession implements AutoCloseable {
    /** How often a stage is asked that would be asked until it works. */
    private static final int ENDLESS_ATTEMPTS = 5;
    /** More than any bolt's longest pause and deadline. */
    private static final Duration LEAP = Duration.ofDays(2);

    private static final int MOST_LEAPS = 10_000;

    private final String id;
    private final OfflineContext context;
    private final Duration patience;
    private final List<RecordingStage> witnesses = new ArrayList<>();
    private final List<RecordingStage> opened = new ArrayList<>();
    private final Semaphore woken = new Semaphore(0);
    private final StageHarness harness;

    /**
     * Opens the stages.
     *
     * @param patience how long to wait for an answer
     */
    BoltSession(String id, StageBolt submitted, OfflineContext context, Duration patience) {
        this.id = id;
        this.context = context;
        this.patience = patience;
        StageBolt bolt = Utils.javaDeserialize(Utils.javaSerialize(submitted), StageBolt.class);
        bolt.stages().forEach(stage -> witnesses.add(new RecordingStage(stage, context)));
        try {
            for (RecordingStage witness : witnesses) {
                witness.open(context);
                opened.add(witness);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        harness = bolt.harness(List.<Stage>copyOf(witnesses), context, woken::release);
    }

    /**
     * Takes an event through the stages, adding to {@code steps} what each made of it.
     *
     * @return how it left; empty if it came to no end
     */
    Optional<StageHarness.Exit> run(Event event, List<StageStep> steps) {
        witnesses.forEach(RecordingStage::clear);
        harness.accept(event);
        Optional<StageHarness.Exit> exit = join();
        tell(exit, steps);
        return exit;
    }

    /** Lets time pass until the event has left, or it is clear that it never will. */
    private Optional<StageHarness.Exit> join() {
        boolean patient = true;
        for (int leaps = 0; harness.exit().isEmpty() && leaps < MOST_LEAPS; ) {
            if (harness.drain()) {
                continue;
            }
            if (harness.hasPendingOutcome()) {
                if (patient && wakes()) {
                    continue;
                }
                if (patient) {
                    context.report(
                            present().spec().name() + ".late",
                            "no answer within " + patience.toMillis() + " ms; goes on as after the deadline");
                }
                patient = false;
            } else if (endless()) {
                break;
            }
            leaps++;
            context.leap(LEAP);
        }
        return harness.exit();
    }

    private boolean wakes() {
        try {
            return woken.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while " + present().spec().name() + " was awaited", e);
        }
    }

    /** The stage that the event is at. */
    private RecordingStage present() {
        return witnesses.stream()
                .filter(witness -> witness.observation().isPresent())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Whether the stage would be asked again and again, in a bolt that has the time. */
    private boolean endless() {
        RecordingStage witness = present();
        StageObservation seen = witness.observation().orElseThrow();
        boolean bounded = seen.answer().orElse(null) instanceof Outcome.Retry retry && retry.bounded();
        return seen.tries() >= ENDLESS_ATTEMPTS && (witness.spec().last() || !bounded);
    }

    private void tell(Optional<StageHarness.Exit> exit, List<StageStep> steps) {
        List<RecordingStage> seen = witnesses.stream()
                .filter(witness -> witness.observation().isPresent())
                .toList();
        for (int i = 0; i < seen.size(); i++) {
            StageObservation observation = seen.get(i).observation().orElseThrow();
            Optional<StageObservation> next =
                    i + 1 < seen.size() ? seen.get(i + 1).observation() : Optional.empty();
            Event after = next.map(StageObservation::given)
                    .or(() -> exit.map(StageHarness.Exit::event))
                    .orElse(observation.given());
            steps.add(new StageStep(
                    id,
                    seen.get(i).stage(),
                    observation.given(),
                    next.isPresent() ? observation.answer().orElseThrow() : outcome(observation, exit),
                    after,
                    observation.tries(),
                    observation.time(),
                    context.messages(
                            observation.messagesBefore(),
                            next.map(StageObservation::messagesBefore).orElse(context.messageCount())),
                    context.asked(
                            observation.askedBefore(),
                            next.map(StageObservation::askedBefore).orElse(context.askedCount()))));
        }
    }

    /** What became of the event in the last stage it came to. */
    private static Outcome outcome(StageObservation observation, Optional<StageHarness.Exit> exit) {
        Optional<Outcome> answer = observation.answer();
        if (exit.isEmpty()) {
            String cause = answer.map(BoltSession::cause).orElse("it fails, or does not answer");
            return Outcome.retryUntilItWorks(cause);
        }
        Event event = exit.get().event();
        return switch (exit.get().route()) {
            case REJECTED -> Outcome.reject(event.rejections());
            case DROPPED -> Outcome.drop(event.dropReason().orElseThrow());
            case PASSED -> answer.orElseThrow();
        };
    }

    private static String cause(Outcome answer) {
        if (answer instanceof Outcome.Reject reject) {
            return reject.rejections().get(0).message();
        }
        return answer instanceof Outcome.Retry retry ? retry.cause() : "it does not answer";
    }

    @Override
    public void close() {
        opened.forEach(RecordingStage::close);
    }
}
