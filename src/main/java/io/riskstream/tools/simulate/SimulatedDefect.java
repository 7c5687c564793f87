package io.riskstream.tools.simulate;

/**
 * The defect of a simulated event.
 *
 * @param name the name of the defect, such as {@code unknown-state}
 * @param code the code with which the event must be rejected
 */
public record SimulatedDefect(String name, String code) {}
