package io.riskstream.tools.flux;

/** A Flux file that cannot become a topology; its message names the file, the place in it, and what to do. */
public final class FluxFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    FluxFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
