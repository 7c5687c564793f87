package io.riskstream.tools.events;

import io.riskstream.parse.ParseAvro;
import io.riskstream.parse.avro.ContainerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The records of an Avro object container file as events in the form that the pipeline's parser reads. The line of a record is its number. */
final class AvroEvents implements EventFile.Cursor {
    private final ContainerFile records;
    private final UnaryOperator<byte[]> framing;
    private byte[] value = {};
    private long number;

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException if it is no container file, or the parser does not have its schema
     */
    AvroEvents(Path file, ParseAvro parser) {
        this.records = new ContainerFile(file);
        this.framing = framing(parser);
    }

    private UnaryOperator<byte[]> framing(ParseAvro parser) {
        try {
            return parser.framing(records.schema());
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    @Override
    public boolean next() {
        if (!records.hasNext()) {
            return false;
        }
        value = records.next();
        number++;
        return true;
    }

    @Override
    public byte[] value() {
        return framing.apply(value);
    }

    @Override
    public long line() {
        return number;
    }

    @Override
    public long blankLines() {
        return 0;
    }

    @Override
    public String form() {
        return "Avro";
    }

    @Override
    public void close() {
        try {
            records.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
