package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Options;
import io.riskstream.stage.Stage;
import io.riskstream.storm.wait.WakerRegistry;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Values;

/**
 * The option {@code decisionStreams} of a bolt or spout: each event that passes is also emitted alone on the stream {@code decided-DECISION}, so that Storm UI
 * counts the events of each decision. A stream without a consumer costs no more than the count.
 *
 * @param byDecision the streams; empty without the option
 */
record DecisionStreams(Map<String, String> byDecision) implements Serializable {
    private static final String OPTION = "decisionStreams";
    private static final String PREFIX = "decided-";

    DecisionStreams {
        byDecision = new LinkedHashMap<>(byDecision); // serializable, and in the order of the scorecard
    }

    /** Adds the option to the declaration of a component. */
    static Options.Declared declare(Options.Declared options) {
        return options.optional(
                OPTION,
                Options.Kind.BOOLEAN,
                false,
                "also emits each event that passes on the stream `decided-DECISION`, so that Storm UI shows the decisions; needs a stage that scores"
                        + " among its stages");
    }

    static DecisionStreams of(Options options, List<Stage> stages) {
        Map<String, String> streams = new LinkedHashMap<>();
        if (options.bool(OPTION)) {
            stages.forEach(
                    stage -> stage.spec().decisions().forEach(decision -> streams.put(decision, PREFIX + decision)));
            if (streams.isEmpty()) {
                throw options.problem(
                        OPTION,
                        "option '" + OPTION
                                + "' needs a stage that makes decisions among its stages; set it at the component that runs Score");
            }
        }
        return new DecisionStreams(streams);
    }

    void declare(OutputFieldsDeclarer declarer) {
        byDecision.values().forEach(stream -> declarer.declareStream(stream, new Fields(StreamNames.EVENTS)));
    }

    /** Emits each event with a verdict on the stream of its decision. */
    <T> void emit(List<Event> passed, T input, EventCollector<T> collector, WakerRegistry wakers) {
        if (byDecision.isEmpty()) {
            return;
        }
        for (Event event : passed) {
            Optional<String> stream = event.verdict().map(Verdict::decision).map(byDecision::get);
            if (stream.isPresent()) {
                wakers.wake(collector.emit(stream.get(), input, new Values(Batch.of(event))));
            }
        }
    }
}
