package io.riskstream.tools.cases;

import io.riskstream.yaml.YamlNode;
import java.time.Instant;
import java.util.Map;

/**
 * An event, the world it meets, and what must come of it.
 *
 * @param node where it stands in its file
 * @param clock the time of day while it runs
 * @param event the value of its Kafka record; not to be changed
 * @param records what every store holds, by key
 * @param expected nothing, where the case has still to be filled in
 */
public record Case(
        String name, YamlNode node, Instant clock, byte[] event, Map<String, byte[]> records, Expectation expected) {
    /** The line it begins on. */
    public int line() {
        return node.line();
    }
}
