package io.riskstream.api.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the store of idempotency keys has under a key. */
sealed interface Reservation {
    /** Returns the digest of the body that the key came with. */
    String body();

    /** Returns the value for the store. */
    String text();

    /**
     * A request with the key is being carried out, or ended without a known result.
     *
     * @param firstMillis when the first attempt began, in milliseconds since 1970
     * @param lastMillis when the latest attempt to send began
     * @param token identifies this attempt
     */
    record Pending(String body, long firstMillis, long lastMillis, String token) implements Reservation {
        @Override
        public String text() {
            return String.join(" ", PENDING, body, Long.toString(firstMillis), Long.toString(lastMillis), token);
        }
    }

    /**
     * The request was carried out.
     *
     * @param positions for each valid event of the body its position, {@code topic-partition@offset}; empty if the broker refused it
     */
    record Done(String body, List<Optional<String>> positions) implements Reservation {
        @Override
        public String text() {
            StringBuilder text = new StringBuilder(DONE).append(' ').append(body);
            positions.forEach(position -> text.append(' ').append(position.orElse(NO_POSITION)));
            return text.toString();
        }
    }

    /** The first word of a pending reservation. */
    String PENDING = "pending";
    /** The first word of a finished one. */
    String DONE = "done";
    /** Stands for the position of an event that the broker refused. */
    String NO_POSITION = "-";

    /**
     * Reads the value from the store.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Reservation of(String text) {
        String[] words = text.split(" ", -1);
        if (words.length == 5 && words[0].equals(PENDING)) {
            return new Pending(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), words[4]);
        }
        if (words.length >= 2 && words[0].equals(DONE)) {
            List<Optional<String>> positions = new ArrayList<>();
            for (int i = 2; i < words.length; i++) {
                positions.add(words[i].equals(NO_POSITION) ? Optional.empty() : Optional.of(words[i]));
            }
            return new Done(words[1], positions);
        }
        throw new IllegalArgumentException("the store of idempotency keys contains a value of another program");
    }
}
