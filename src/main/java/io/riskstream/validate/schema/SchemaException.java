package io.riskstream.validate.schema;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import java.util.List;
import java.util.stream.Collectors;

/** Reports all mistakes in a schema. The message has one line for each, with the file and a JSON pointer; the problems have the position of the file's start. */
final class SchemaException extends ConfigurationException {
    private static final long serialVersionUID = 1;

    /**
     * One mistake.
     *
     * @param message continues the pointer
     */
    record Fault(String file, String pointer, String message) {
        private String sentence() {
            return (pointer.isEmpty() ? "the schema" : pointer) + " " + message;
        }

        private ConfigurationProblem problem() {
            return ConfigurationProblem.inFile(FilePosition.start(file), sentence());
        }
    }

    /** Creates an exception of at least one mistake. */
    SchemaException(List<Fault> faults) {
        super(
                faults.stream()
                        .map(fault -> fault.file() + ": " + fault.sentence())
                        .collect(Collectors.joining("\n")),
                faults.stream().map(Fault::problem).toList());
    }

    /** Creates an exception for a file that cannot be read as JSON. */
    SchemaException(String file, String message, Throwable cause) {
        super(file + ": " + message, List.of(ConfigurationProblem.inFile(FilePosition.start(file), message)));
        initCause(cause);
    }
}
