package io.riskstream.tools.cases;

import io.riskstream.event.Header;
import io.riskstream.yaml.YamlNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A test case: an event, its context, and the expected result.
 *
 * @param node the position in the file of cases
 * @param clock the time at which the case runs
 * @param event the value of the Kafka record; must not be changed
 * @param headers the headers of the Kafka record
 * @param records the records in every store, by key
 * @param history the events that the pipeline has processed before, in order; must not be changed
 * @param expected the expected result; {@link Expectation#isNone none} if the case is not complete yet
 */
public record Case(
        String name,
        YamlNode node,
        Instant clock,
        byte[] event,
        List<Header> headers,
        Map<String, byte[]> records,
        List<byte[]> history,
        Expectation expected) {
    /** Returns the line on which the case begins. */
    public int line() {
        return node.line();
    }
}
