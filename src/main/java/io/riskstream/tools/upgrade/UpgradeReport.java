package io.riskstream.tools.upgrade;

import java.time.Duration;

/**
 * The result of an upgrade.
 *
 * @param replaced the topology that was killed
 * @param name the topology that runs now
 * @param gap the time from the deactivation of the old topology to the first commit of the new one, or to its activation if no event waits
 * @param waiting number of records that the new topology has still to read, including those that arrived during the gap
 */
public record UpgradeReport(String replaced, String name, Duration gap, long waiting) {}
