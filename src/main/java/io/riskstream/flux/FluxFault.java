package io.riskstream.flux;

/** A Flux file that cannot become a topology; its message names the file, the place in it, and what to do. */
public final class FluxFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    FluxFault(String message, Throwable cause) {
        super(message, cause);
    }
}
