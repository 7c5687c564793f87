package io.riskstream.tools.events;

import io.riskstream.event.EventType;
import io.riskstream.parse.EventParser;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the events of a file once, one by one, so the file need not fit into memory. Records that cannot be sent are counted, and the first of them are named.
 * Use by one thread.
 */
public final class EventFileReader implements AutoCloseable {
    private static final int MAX_NAMED = 10;

    private final Path file;
    private final EventFile.Cursor cursor;
    private final List<String> problems = new ArrayList<>();
    private long number;
    private long notSent;

    private EventFileReader(Path file, EventFile.Cursor cursor) {
        this.file = file;
        this.cursor = cursor;
    }

    /**
     * Opens a file as a pipeline expects it.
     *
     * @throws IllegalArgumentException if the file is not in a form that the pipeline's parser takes
     */
    public static EventFileReader open(Path file, InputOptions options, Pipeline pipeline) {
        Optional<EventParser> parser =
                pipeline.components(EventParser.class).stream().findFirst();
        EventType type =
                pipeline.components(EventType.class).stream().findFirst().orElseGet(() -> new EventType(List.of()));
        return new EventFileReader(file, options.events(file, type, parser).open());
    }

    /**
     * Moves to the next event.
     *
     * @return false at the end of the file
     * @throws IllegalArgumentException if the file cannot be read further; the message names file and line
     */
    public boolean next() {
        while (cursor.next()) {
            Optional<String> problem = cursor.problem();
            if (problem.isEmpty()) {
                number++;
                return true;
            }
            notSent++;
            if (problems.size() < MAX_NAMED) {
                problems.add(file + ":" + cursor.line() + ": " + problem.get());
            }
        }
        return false;
    }

    /** Returns the event as the value of a Kafka record. */
    public byte[] value() {
        return cursor.value();
    }

    /** Returns the number of the event in the file, from 1. Records that cannot be sent have no number. */
    public long number() {
        return number;
    }

    /** Returns the number of records so far that are not valid events. */
    public long notSent() {
        return notSent;
    }

    /** Returns why the first of these records are not valid, with file and line. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /**
     * Returns one event of a file.
     *
     * @param wanted its {@link #number}
     * @throws IllegalArgumentException if the file has fewer events; the message states how many
     */
    public static byte[] event(Path file, InputOptions options, Pipeline pipeline, long wanted) {
        try (EventFileReader reader = open(file, options, pipeline)) {
            while (reader.next()) {
                if (reader.number() == wanted) {
                    return reader.value();
                }
            }
            throw new IllegalArgumentException(file + " has " + reader.number() + " events, and so no event " + wanted);
        }
    }

    @Override
    public void close() {
        cursor.close();
    }
}
