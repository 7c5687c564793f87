package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.storm.tuple.Values;

/** A tuple with events that have left the stages of a spout, from its emission until its ack. It is also the message id of the tuple. */
final class StageTuple implements SpoutMessage {
    private final StagedBatch source;
    private final String stream;
    private final Values values;
    private final long bytes;
    private int attempts;

    /**
     * Creates a tuple that has not been emitted.
     *
     * @param source the batch that its events were read in
     * @param values the values of the stream's fields; the last one is the batch of events
     */
    StageTuple(StagedBatch source, String stream, Values values) {
        this.source = source;
        this.stream = stream;
        this.values = values;
        this.bytes = events().events().stream()
                .mapToLong(event -> event.original().length)
                .sum();
    }

    StagedBatch source() {
        return source;
    }

    String stream() {
        return stream;
    }

    Values values() {
        return values;
    }

    private Batch events() {
        return (Batch) values.get(values.size() - 1);
    }

    @Override
    public int size() {
        return events().size();
    }

    /** Returns the size of its events as they were read, without keys and headers. */
    long bytes() {
        return bytes;
    }

    @Override
    public int attempts() {
        return attempts;
    }

    void emitted() {
        attempts++;
    }

    /** Splits it into {@code parts} tuples of almost equal size, or fewer if it has fewer events. */
    List<StageTuple> split(int parts) {
        int count = Math.min(parts, size());
        List<StageTuple> result = new ArrayList<>(count);
        List<Event> events = events().events();
        for (int part = 0, from = 0; part < count; part++) {
            int to = (int) ((long) size() * (part + 1) / count);
            Values partValues = new Values(values.toArray());
            partValues.set(values.size() - 1, new Batch(events.subList(from, to)));
            StageTuple tuple = new StageTuple(source, stream, partValues);
            tuple.attempts = attempts;
            result.add(tuple);
            from = to;
        }
        return result;
    }

    /** Returns the stream, the origin of the first event, the number of further events and the number of attempts. */
    @Override
    public String toString() {
        return stream + " " + events().get(0).origin() + " and " + (size() - 1) + " more events, attempt " + attempts;
    }
}
