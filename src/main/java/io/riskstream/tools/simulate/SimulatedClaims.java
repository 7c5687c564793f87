package io.riskstream.tools.simulate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The simulated claims of one pipeline. A claim is a map of fields with the text of their values in the event. */
interface SimulatedClaims {
    /** Returns a valid claim: its fields in order, each with the text of its value (a JSON string with its quotes). The caller may change the map. */
    Map<String, String> claim(SeededRandom random);

    /** Returns the name of the field with the claim's id. */
    String idField();

    /** Returns a claim as the text of an event. */
    String write(Map<String, String> claim);

    /** Returns the defects that an event of this pipeline can have. */
    List<Injection> injections();

    /** A defect, with the function that injects it into a valid claim and returns the event's value; empty for an event without a value. */
    record Injection(SimulatedDefect defect, BiFunction<Map<String, String>, SeededRandom, Optional<byte[]>> inject) {}

    /** Returns a defect in the fields of a claim. */
    default Injection field(String name, String code, Consumer<Map<String, String>> change) {
        return new Injection(new SimulatedDefect(name, code), (claim, random) -> {
            change.accept(claim);
            return bytes(write(claim));
        });
    }

    /** Returns a defect in the text of an event. */
    default Injection text(String name, String code, BiFunction<String, SeededRandom, String> change) {
        return new Injection(
                new SimulatedDefect(name, code), (claim, random) -> bytes(change.apply(write(claim), random)));
    }

    /** Returns a defect in the bytes of an event. */
    default Injection bytes(String name, String code, UnaryOperator<byte[]> change) {
        return new Injection(new SimulatedDefect(name, code), (claim, random) -> bytes(write(claim))
                .map(change));
    }

    /** Returns the defect of a Kafka record without a value, not even an empty one. */
    default Injection noValue(String code) {
        return new Injection(new SimulatedDefect("no-value", code), (claim, random) -> Optional.empty());
    }

    private static Optional<byte[]> bytes(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the bytes with a byte in the middle that is invalid in UTF-8. */
    static byte[] brokenUtf8(byte[] bytes) {
        bytes[bytes.length / 2] = (byte) 0xFF;
        return bytes;
    }
}
