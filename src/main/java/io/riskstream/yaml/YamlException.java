package io.riskstream.yaml;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.List;

/**
 * Reports every mistake in a YAML file, in the order of the file. The message shows each problem with its line and a caret under the wrong part:
 *
 * <pre>
 * scorecard.yaml:12:11: no field 'amout' in the event; did you mean 'amount'?
 *       when: amout &gt;= 1000
 *             ^
 * </pre>
 *
 * Each of the {@link #problems} has a position.
 */
public final class YamlException extends ConfigurationException {
    private static final long serialVersionUID = 1;

    YamlException(String message, List<ConfigurationProblem> problems) {
        super(message, problems);
    }
}
