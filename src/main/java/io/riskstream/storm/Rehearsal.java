package io.riskstream.storm;

import io.riskstream.Batch;
import io.riskstream.Event;
import io.riskstream.Stage;
import io.riskstream.StageContext;
import java.util.List;
import java.util.Optional;
import org.apache.storm.utils.Utils;

/**
 * A bolt's stages without Storm: takes one event at a time through them, by the runner that the bolt itself uses, with the bolt's own options. The caller
 * keeps time, by the context's ticker, and goes on with {@link #drain} when it is woken.
 */
public final class Rehearsal {
    /**
     * How an event left the bolt.
     *
     * @param stream the bolt's stream that it leaves on
     * @param event as it leaves
     */
    public record Left(String stream, Event event) {}

    private final StageRunner<Event> runner;
    private Optional<Left> left = Optional.empty();

    /**
     * A rehearsal of opened stages.
     *
     * @param bolt whose options count
     * @param wake called by threads that complete an answer
     */
    public Rehearsal(StageBolt bolt, List<Stage> opened, StageContext context, Runnable wake) {
        this.runner = bolt.runner(opened, context, new Ends(), wake);
    }

    /** Takes in an event, and runs it as far as it goes at once; the one before must have left. */
    public void accept(Event event) {
        left = Optional.empty();
        runner.accept(new Held<>(event, 1), Batch.of(event));
    }

    /** Goes on with whatever can go on: answers that came, deadlines that passed, retries that are due. Whether there was any. */
    public boolean drain() {
        return runner.drain();
    }

    /** Whether an answer is awaited; if not, and the event has not left, it waits to be tried again. */
    public boolean awaits() {
        return runner.awaited() > 0;
    }

    /** How the event left; empty if it is still under way. */
    public Optional<Left> left() {
        return left;
    }

    private final class Ends implements StageRunner.Ends<Event> {
        @Override
        public void passed(Passage<Event> passage) {
            left = Optional.of(new Left(Utils.DEFAULT_STREAM_ID, passage.event));
        }

        @Override
        public void rejected(Passage<Event> passage, Event event) {
            left = Optional.of(new Left(Streams.REJECTED, event));
        }

        @Override
        public void dropped(Passage<Event> passage, Event event) {
            left = Optional.of(new Left(Streams.DROPPED, event));
        }
    }
}
