package io.riskstream.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Header;
import io.riskstream.text.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeadersTest {
    private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Header PARENT = Header.of("traceparent", VALID);

    @ParameterizedTest
    @ValueSource(
            strings = {
                VALID,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff", // unknown flags
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", // a later version
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-follows",
            })
    void acceptsWhatTheSpecificationAccepts(String value) {
        assertTrue(TraceParent.isValid(value.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", // too short
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x", // version 00 ends with the flags
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.x",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", // the forbidden version
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", // upper case
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
                "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
            })
    void refusesWhatTheSpecificationRefuses(String value) {
        assertFalse(TraceParent.isValid(value.getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                List.of(), TraceHeaders.of(List.of(Header.of("traceparent", value), Header.of("tracestate", "a=1"))));
    }

    @Test
    void passesOnTheParentAndTheStatesInTheirOrder() {
        Header first = Header.of("tracestate", "a=1");
        Header second = Header.of("tracestate", "b=2");
        assertEquals(
                List.of(first, PARENT, second),
                TraceHeaders.of(List.of(first, Header.of("other", "x"), PARENT, second)));
    }

    @Test
    void ignoresTwoParentsAndStatesThatAreTooLongOrWithoutAParent() {
        Header state = Header.of("tracestate", "a=" + "x".repeat(511));
        assertEquals(List.of(), TraceHeaders.of(List.of(PARENT, PARENT)));
        assertEquals(List.of(), TraceHeaders.of(List.of(Header.of("tracestate", "a=1"))));
        assertEquals(List.of(), TraceHeaders.of(List.of(Header.withoutValue("traceparent"))));
        assertEquals(List.of(PARENT), TraceHeaders.of(List.of(PARENT, state)));
        assertEquals(List.of(PARENT), TraceHeaders.of(List.of(PARENT, Header.withoutValue("tracestate"))));
    }
}
