package io.riskstream.tools.flux;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Discards standard output during a test class, since Flux prints every file that a Flux file includes. */
public final class QuietFlux implements BeforeAllCallback, AfterAllCallback {
    private PrintStream original;

    @Override
    public void beforeAll(ExtensionContext context) {
        original = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.setOut(original);
    }
}
