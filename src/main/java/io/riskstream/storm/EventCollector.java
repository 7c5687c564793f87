package io.riskstream.storm;

import io.riskstream.runner.PendingInput;
import java.util.Collection;
import java.util.List;
import org.apache.storm.tuple.Values;

/**
 * Emits the events that have left the stages of a task. Only the executor's thread calls it.
 *
 * @param <T> an input of the stages, such as a tuple
 */
public interface EventCollector<T> {
    /**
     * Emits a tuple that the input depends on.
     *
     * @param values the values of the stream's fields; the last one is the batch of events
     * @return the tasks that receive it
     */
    List<Integer> emit(String stream, T input, Values values);

    /**
     * Called after events of an input have left the stages and have been emitted.
     *
     * @param events how many have left since the last call
     * @param finished true if these were the last ones
     */
    void left(T input, int events, boolean finished);

    /** Called between passes through the stages, which may take long, with the inputs that are not finished. */
    default void betweenPasses(Collection<PendingInput<T>> inputs) {}
}
