package io.riskstream.tools.flux;

/**
 * An entry of a Flux file's {@code config}.
 *
 * @param value as Flux reads it; null where nothing follows the key
 */
public record ConfigEntry(FluxNode key, FluxNode node, Object value) {
    public String name() {
        return key.text();
    }
}
