package io.riskstream.validate.schema;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import io.riskstream.text.JsonPointerPosition;
import io.riskstream.text.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reports all mistakes in a schema. The message has one line for each, with the file and a JSON pointer; the problems have the position of the value. */
final class SchemaException extends ConfigurationException {
    private static final long serialVersionUID = 1;
    private static final Pattern NAMED_POSITION = Pattern.compile("at line (\\d{1,9}) column (\\d{1,9})");

    /**
     * One mistake.
     *
     * @param message continues the pointer
     */
    record Fault(String file, String pointer, String message) {
        private String sentence() {
            return (pointer.isEmpty() ? "the schema" : pointer) + " " + message;
        }

        private ConfigurationProblem problem(Map<String, SourceFile> files) {
            FilePosition position = files.containsKey(file)
                    ? JsonPointerPosition.of(files.get(file), pointer)
                    : FilePosition.start(file);
            return ConfigurationProblem.inFile(position, sentence());
        }
    }

    /**
     * Creates an exception of at least one mistake.
     *
     * @param files the files with mistakes, by name
     */
    SchemaException(List<Fault> faults, Map<String, SourceFile> files) {
        super(
                faults.stream()
                        .map(fault -> fault.file() + ": " + fault.sentence())
                        .collect(Collectors.joining("\n")),
                faults.stream().map(fault -> fault.problem(files)).toList());
    }

    /** Creates an exception for a file that cannot be read as JSON. */
    SchemaException(String file, String message, Throwable cause) {
        super(file + ": " + message, List.of(ConfigurationProblem.inFile(position(file, message), message)));
        initCause(cause);
    }

    /** Returns the position that the message of Gson's reader names. */
    private static FilePosition position(String file, String message) {
        Matcher named = NAMED_POSITION.matcher(message);
        return named.find()
                ? new FilePosition(file, Integer.parseInt(named.group(1)), Integer.parseInt(named.group(2)), 1)
                : FilePosition.start(file);
    }
}
