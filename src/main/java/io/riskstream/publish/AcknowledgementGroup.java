package io.riskstream.publish;

import io.riskstream.stage.BatchPromise;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import java.time.Duration;
import java.util.Optional;

/**
 * The pending outcomes of several published events: each passes when the sink acknowledges its own message. It is to several events what {@link
 * Acknowledgement} is to one.
 */
final class AcknowledgementGroup extends BatchPromise implements Publisher.Receipts {
    private final Acknowledgement.FailurePolicy policy;
    private final AcknowledgementWatch watch;
    /** True if a message has been acknowledged. Several threads may write it, and none reads more than the same true. */
    private boolean anyAcknowledged;
    /** The number of acknowledgements of all messages at the begin of this step. */
    private long acknowledgedBefore;

    private int steps;

    AcknowledgementGroup(Acknowledgement.FailurePolicy policy, AcknowledgementWatch watch) {
        super(watch.firstStep());
        this.policy = policy;
        this.watch = watch;
        this.acknowledgedBefore = watch.count();
    }

    @Override
    public Optional<Duration> extension() {
        steps++;
        long before = acknowledgedBefore;
        acknowledgedBefore = watch.count();
        return watch.nextStep(steps, before);
    }

    @Override
    public Outcome late(int index) {
        return watch.retry();
    }

    @Override
    public void acknowledged(int index) {
        // the watch only compares counts, so it is enough to count one acknowledgement between two drains of the bolt
        if (pass(index) || !anyAcknowledged) {
            anyAcknowledged = true;
            watch.acknowledged();
        }
    }

    @Override
    public void failed(int index, Throwable cause) {
        Outcome outcome;
        try {
            outcome = policy.outcome(Acknowledgement.cause(cause));
        } catch (RuntimeException e) {
            fail(
                    index,
                    e); // a client may ignore exceptions of its callback; then the event would wait for its deadline
            return;
        }
        complete(index, outcome);
    }
}
