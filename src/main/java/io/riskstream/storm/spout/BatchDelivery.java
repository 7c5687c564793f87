package io.riskstream.storm.spout;

/** What a spout does with the batches that it has read. Times are nanoseconds of the ticker. Only the executor's thread calls it. */
interface BatchDelivery {
    /** Returns the events that are read and not done. */
    InFlight inFlight();

    /** Does the work that is possible now. Returns true if the delivery of a batch has begun, so that nothing needs to be read yet. */
    boolean deliver(long now);

    /** Processes the ack of a tuple. */
    void acked(SpoutMessage message, long now);

    /** Processes the failure of a tuple: its events will be emitted again. */
    void failed(SpoutMessage message, long now);

    /**
     * Continues batches whose delivery has begun, without starting others, until none of them can continue.
     *
     * @param maxNanos how long to wait for outcomes
     */
    void finish(long maxNanos);

    /** Called before the task ends: from now on no tuple can be emitted. */
    void stopEmitting();
}
