package io.riskstream.storm.spout;

/** The message id of an emitted tuple. Its text names the events, for a report. */
interface SpoutMessage {
    /** Returns the number of events in the tuple. */
    int size();

    /** Returns how many times its events have been emitted. */
    int attempts();
}
