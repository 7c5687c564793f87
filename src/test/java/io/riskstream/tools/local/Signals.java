package io.riskstream.tools.local;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends the signals that the JDK cannot send. Does not work on Windows. */
public final class Signals {
    private Signals() {}

    /** Suspends a process with SIGSTOP. */
    public static void freeze(ProcessHandle process) {
        send("STOP", process);
    }

    /** Resumes a suspended process with SIGCONT. */
    public static void thaw(ProcessHandle process) {
        send("CONT", process);
    }

    private static void send(String signal, ProcessHandle process) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + signal + " of process " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
