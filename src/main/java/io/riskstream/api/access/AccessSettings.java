package io.riskstream.api.access;

import io.riskstream.api.settings.SettingsFile;

/**
 * The rates of requests.
 *
 * @param requestsPerSecond how many requests a second a caller may send
 * @param burst how many requests of a caller may come at once
 * @param failuresPerMinute how many requests with wrong credentials an address may send a minute, before all but those with a valid key are rejected for a while
 */
public record AccessSettings(double requestsPerSecond, double burst, double failuresPerMinute) {
    /** Returns the defaults. */
    public static AccessSettings defaults() {
        return new AccessSettings(2_000, 4_000, 60);
    }

    /** Returns the settings of a file: the keys that begin with {@code rate.}. */
    public static AccessSettings of(SettingsFile file) {
        AccessSettings defaults = defaults();
        double perSecond = file.number("rate.requests.per.second", 0.01, 1e6, defaults.requestsPerSecond());
        return new AccessSettings(
                perSecond,
                file.number("rate.burst", 1, 1e6, Math.max(1, 2 * perSecond)),
                file.number("rate.failures.per.minute", 1, 1e6, defaults.failuresPerMinute()));
    }
}
