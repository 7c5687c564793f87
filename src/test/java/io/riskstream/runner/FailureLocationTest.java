package io.riskstream.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.junit.jupiter.api.Test;

class FailureLocationTest {
    private static LocalDate parse(String text) {
        return LocalDate.parse(text);
    }

    @Test
    void namesTheCodeThatCalledTheJdkAndNotTheMessage() {
        Throwable failure = assertThrows(DateTimeParseException.class, () -> parse("secret"));
        String location = FailureLocation.of(new IllegalStateException(failure));
        assertTrue(
                location.startsWith(
                        "java.time.format.DateTimeParseException at io.riskstream.runner.FailureLocationTest.parse(FailureLocationTest.java:"),
                location);
    }

    @Test
    void omitsTheClassLoader() {
        Throwable failure = new IllegalStateException("secret");
        failure.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("loader", null, null, "com.example.Stage", "apply", "Stage.java", 6)
        });
        assertEquals(
                "java.lang.IllegalStateException at com.example.Stage.apply(Stage.java:6)",
                FailureLocation.of(failure));
    }

    @Test
    void namesTheClassAloneIfThereIsNoTrace() {
        Throwable failure = new IllegalStateException("secret");
        failure.setStackTrace(new StackTraceElement[0]);
        assertEquals("java.lang.IllegalStateException", FailureLocation.of(failure));
    }
}
