package io.riskstream.yaml;

import java.util.List;

/**
 * All that is wrong with a YAML file, from its top down. The message shows each fault with the line it is in and a caret under the place:
 *
 * <pre>
 * scorecard.yaml:12:11: no field 'amout' in the event; did you mean 'amount'?
 *       when: amout &gt;= 1000
 *             ^
 * </pre>
 */
public final class YamlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final List<String> faults;

    /**
     * Faults, in order.
     *
     * @param faults each in one line, with its place
     * @param shown each with its line and a caret
     */
    YamlException(List<String> faults, List<String> shown) {
        super(String.join("\n", shown));
        this.faults = List.copyOf(faults);
    }

    /** Each fault in one line, {@code scorecard.yaml:12:9: message}, without the line it is in. */
    public List<String> faults() {
        return faults;
    }
}
