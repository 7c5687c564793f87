package io.riskstream.storm.spout;

import io.riskstream.storm.wait.WakerRegistry;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.tuple.Values;

/** Emits each batch in a tuple to the first bolts. A batch is done when its tuple is acked. */
final class TupleDelivery implements BatchDelivery {
    private final InFlightBatches inFlight;
    private final LatencyBudget budget;
    private final SpoutOutputCollector collector;
    private final WakerRegistry wakers;

    TupleDelivery(
            InFlightBatches inFlight, LatencyBudget budget, SpoutOutputCollector collector, WakerRegistry wakers) {
        this.inFlight = inFlight;
        this.budget = budget;
        this.collector = collector;
        this.wakers = wakers;
    }

    @Override
    public InFlight inFlight() {
        return inFlight;
    }

    @Override
    public boolean deliver(long now) {
        SentBatch next = inFlight.next(now);
        if (next == null) {
            return false;
        }
        wakers.wake(collector.emit(new Values(budget.begin(next.batch())), next));
        return true;
    }

    @Override
    public void acked(SpoutMessage message, long now) {
        inFlight.acked((SentBatch) message, now);
    }

    @Override
    public void failed(SpoutMessage message, long now) {
        inFlight.failed((SentBatch) message, now);
    }

    @Override
    public void finish(long maxNanos) {
        // bolts finish what was emitted
    }

    @Override
    public void stopEmitting() {
        // only nextTuple emits
    }
}
