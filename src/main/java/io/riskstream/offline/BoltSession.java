package io.riskstream.offline;

import io.riskstream.Event;
import io.riskstream.Outcome;
import io.riskstream.Stage;
import io.riskstream.storm.Rehearsal;
import io.riskstream.storm.StageBolt;
import io.riskstream.storm.Streams;
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
    private final List<Witness> witnesses = new ArrayList<>();
    private final List<Witness> opened = new ArrayList<>();
    private final Semaphore woken = new Semaphore(0);
    private final Rehearsal rehearsal;

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
        bolt.stages().forEach(stage -> witnesses.add(new Witness(stage, context)));
        try {
            for (Witness witness : witnesses) {
                witness.open(context);
                opened.add(witness);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        rehearsal = new Rehearsal(bolt, List.<Stage>copyOf(witnesses), context, woken::release);
    }

    /**
     * Takes an event through the stages, adding to {@code steps} what each made of it.
     *
     * @return how it left; empty if it came to no end
     */
    Optional<Rehearsal.Left> run(Event event, List<Step> steps) {
        witnesses.forEach(Witness::clear);
        rehearsal.accept(event);
        Optional<Rehearsal.Left> left = join();
        tell(left, steps);
        return left;
    }

    /** Lets time pass until the event has left, or it is clear that it never will. */
    private Optional<Rehearsal.Left> join() {
        boolean patient = true;
        for (int leaps = 0; rehearsal.left().isEmpty() && leaps < MOST_LEAPS; ) {
            if (rehearsal.drain()) {
                continue;
            }
            if (rehearsal.awaits()) {
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
        return rehearsal.left();
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
    private Witness present() {
        return witnesses.stream()
                .filter(witness -> witness.observation().isPresent())
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Whether the stage would be asked again and again, in a bolt that has the time. */
    private boolean endless() {
        Witness witness = present();
        Observation seen = witness.observation().orElseThrow();
        boolean bounded = seen.answer().orElse(null) instanceof Outcome.Retry retry && retry.bounded();
        return seen.tries() >= ENDLESS_ATTEMPTS && (witness.spec().last() || !bounded);
    }

    private void tell(Optional<Rehearsal.Left> left, List<Step> steps) {
        List<Witness> seen = witnesses.stream()
                .filter(witness -> witness.observation().isPresent())
                .toList();
        for (int i = 0; i < seen.size(); i++) {
            Observation observation = seen.get(i).observation().orElseThrow();
            Optional<Observation> next = i + 1 < seen.size() ? seen.get(i + 1).observation() : Optional.empty();
            Event after = next.map(Observation::given)
                    .or(() -> left.map(Rehearsal.Left::event))
                    .orElse(observation.given());
            steps.add(new Step(
                    id,
                    seen.get(i).stage(),
                    observation.given(),
                    next.isPresent() ? observation.answer().orElseThrow() : outcome(observation, left),
                    after,
                    observation.tries(),
                    observation.time(),
                    context.messages(
                            observation.messagesBefore(),
                            next.map(Observation::messagesBefore).orElse(context.messageCount())),
                    context.asked(
                            observation.askedBefore(),
                            next.map(Observation::askedBefore).orElse(context.askedCount()))));
        }
    }

    /** What became of the event in the last stage it came to. */
    private static Outcome outcome(Observation observation, Optional<Rehearsal.Left> left) {
        Optional<Outcome> answer = observation.answer();
        if (left.isEmpty()) {
            String cause = answer.map(BoltSession::cause).orElse("it fails, or does not answer");
            return Outcome.retryUntilItWorks(cause);
        }
        Event event = left.get().event();
        return switch (left.get().stream()) {
            case Streams.REJECTED -> Outcome.reject(event.rejections());
            case Streams.DROPPED -> Outcome.drop(event.dropReason().orElseThrow());
            default -> answer.orElseThrow();
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
        opened.forEach(Witness::close);
    }
}
