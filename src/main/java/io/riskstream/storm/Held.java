package io.riskstream.storm;

import io.riskstream.Event;
import java.util.ArrayList;
import java.util.List;

/** An input that is not acked yet: how many of its events are still under way here, and those that are ready to leave. */
final class Held<T> {
    final T input;
    final List<Event> passed = new ArrayList<>(1);
    final List<Event> rejected = new ArrayList<>(0);
    final List<Event> dropped = new ArrayList<>(0);
    int underWay;
    boolean toFlush;

    Held(T input, int events) {
        this.input = input;
        this.underWay = events;
    }
}
