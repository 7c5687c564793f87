package io.riskstream.tools.upgrade;

/** An upgrade that was not started, or was undone. The message contains the state of the topologies and what to do. */
public final class UpgradeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UpgradeException(String message) {
        super(message);
    }

    public UpgradeException(String message, Throwable cause) {
        super(message, cause);
    }
}
