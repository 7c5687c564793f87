package io.riskstream.tools.flux;

/** Flux cannot build a topology from a Flux file. The message contains the file, the position and what to do. */
public final class FluxFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates an exception; the message begins with the path of the file. */
    public FluxFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
