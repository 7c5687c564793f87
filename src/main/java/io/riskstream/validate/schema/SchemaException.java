package io.riskstream.validate.schema;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import java.util.List;

/** Reports a mistake in a schema file. The message contains the file and a JSON pointer; the problem has the position of the file's start. */
final class SchemaException extends ConfigurationException {
    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param file the name of the schema file
     * @param message one sentence with the JSON pointer, without the file
     */
    SchemaException(String file, String message) {
        super(file + ": " + message, List.of(ConfigurationProblem.inFile(FilePosition.start(file), message)));
    }

    /** Creates an exception with a cause. */
    SchemaException(String file, String message, Throwable cause) {
        this(file, message);
        initCause(cause);
    }
}
