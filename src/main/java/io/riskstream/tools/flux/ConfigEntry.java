package io.riskstream.tools.flux;

/**
 * An entry of the {@code config} of a Flux file.
 *
 * @param value the value as Flux reads it; null if nothing follows the key
 */
public record ConfigEntry(FluxNode key, FluxNode node, Object value) {
    public String name() {
        return key.text();
    }
}
