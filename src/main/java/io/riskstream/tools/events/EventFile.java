package io.riskstream.tools.events;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A file of events. It is streamed twice, first to check it and then to send its events, so it need not fit into memory. A record that cannot be sent is named
 * with its line; a file that cannot be read further is an error.
 */
final class EventFile {
    /** The events of an open file, one by one. */
    interface Cursor extends AutoCloseable {
        /**
         * Moves to the next record.
         *
         * @return false at the end of the file
         * @throws IllegalArgumentException if the file cannot be read further; the message names file and line
         */
        boolean next();

        /** Returns why the record cannot be sent; empty if it can. */
        default Optional<String> problem() {
            return Optional.empty();
        }

        /** Returns what seems wrong with a record that can be sent; empty if nothing does. */
        default Optional<String> warning() {
            return Optional.empty();
        }

        /** Returns the record as the value of a Kafka record. */
        byte[] value();

        /** Returns the line in which the record begins, from 1. */
        long line();

        /** Returns the number of blank lines so far. */
        long blankLines();

        /** Returns the form of the file, for people. */
        String form();

        @Override
        void close();
    }

    private static final int MAX_NAMED = 10;

    private final Path file;
    private final Supplier<Cursor> opener;

    /**
     * Creates a file.
     *
     * @param opener opens the file at its beginning, at each call
     */
    EventFile(Path file, Supplier<Cursor> opener) {
        this.file = file;
        this.opener = opener;
    }

    /** Opens the file at its beginning. */
    Cursor open() {
        return opener.get();
    }

    /**
     * Reads the file to the end, or to the last event to send.
     *
     * @param maxEvents maximum number of events to send
     * @param sample receives the events
     * @throws IllegalArgumentException if the file cannot be read to there; the message names file and line
     */
    InputFileSummary check(long maxEvents, Consumer<Supplier<byte[]>> sample) {
        long events = 0;
        long notSent = 0;
        long doubtful = 0;
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try (Cursor cursor = opener.get()) {
            while (events < maxEvents && cursor.next()) {
                Optional<String> problem = cursor.problem();
                if (problem.isEmpty()) {
                    events++;
                    sample.accept(cursor::value);
                    Optional<String> warning = cursor.warning();
                    if (warning.isPresent()) {
                        doubtful++;
                        name(cursor, warning.get(), warnings);
                    }
                    continue;
                }
                notSent++;
                name(cursor, problem.get(), problems);
            }
            return new InputFileSummary(
                    file.toString(),
                    cursor.form(),
                    events,
                    notSent,
                    cursor.blankLines(),
                    List.copyOf(problems),
                    doubtful,
                    List.copyOf(warnings));
        }
    }

    private void name(Cursor cursor, String message, List<String> named) {
        if (named.size() < MAX_NAMED) {
            named.add(file + ":" + cursor.line() + ": " + message);
        }
    }

    /** Returns the events that can be sent, in the order of the file. */
    Iterator<InputRecord> events() {
        Cursor cursor = opener.get();
        return new Iterator<>() {
            private boolean ready = advance();

            private boolean advance() {
                while (cursor.next()) {
                    if (cursor.problem().isEmpty()) {
                        return true;
                    }
                }
                cursor.close();
                return false;
            }

            @Override
            public boolean hasNext() {
                return ready;
            }

            @Override
            public InputRecord next() {
                if (!ready) {
                    throw new NoSuchElementException();
                }
                InputRecord record = new InputRecord(Optional.empty(), Optional.of(cursor.value()));
                ready = advance();
                return record;
            }
        };
    }
}
