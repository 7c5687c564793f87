package io.riskstream.tools.simulate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The claims of one pipeline, made up one by one: each is its fields, written as they stand in the event. */
interface SimulatedClaims {
    /** A good claim: its fields in order, each as it is written (a JSON text with its quotes), free to be changed. */
    Map<String, String> claim(SeededRandom dice);

    /** The field that tells claims apart. */
    String idField();

    /** The event that a claim is written as. */
    String write(Map<String, String> claim);

    /** The ways in which an event of this pipeline can be wrong. */
    List<Spoiling> spoilings();

    /** A fault, and how to put it into a good claim; the answer is the event's value, empty for none. */
    record Spoiling(SimulatedFault fault, BiFunction<Map<String, String>, SeededRandom, Optional<byte[]>> spoil) {}

    /** A fault in a claim's fields. */
    default Spoiling field(String name, String code, java.util.function.Consumer<Map<String, String>> change) {
        return new Spoiling(new SimulatedFault(name, code), (claim, dice) -> {
            change.accept(claim);
            return bytes(write(claim));
        });
    }

    /** A fault in an event's text. */
    default Spoiling text(String name, String code, BiFunction<String, SeededRandom, String> change) {
        return new Spoiling(new SimulatedFault(name, code), (claim, dice) -> bytes(change.apply(write(claim), dice)));
    }

    /** A fault in an event's bytes. */
    default Spoiling bytes(String name, String code, java.util.function.UnaryOperator<byte[]> change) {
        return new Spoiling(new SimulatedFault(name, code), (claim, dice) -> bytes(write(claim))
                .map(change));
    }

    /** The fault of a record that has no value at all, not even an empty one. */
    default Spoiling noValue(String code) {
        return new Spoiling(new SimulatedFault("no-value", code), (claim, dice) -> Optional.empty());
    }

    private static Optional<byte[]> bytes(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes with one in their middle that UTF-8 does not have. */
    static byte[] brokenUtf8(byte[] bytes) {
        bytes[bytes.length / 2] = (byte) 0xFF;
        return bytes;
    }
}
