package io.riskstream.tools.simulate;

/**
 * What is wrong with a simulated event.
 *
 * @param name of the fault, such as {@code unknown-state}
 * @param code the rejection code it must end with
 */
public record SimulatedFault(String name, String code) {}
