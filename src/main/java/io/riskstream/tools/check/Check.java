package io.riskstream.tools.check;

import io.riskstream.tools.flux.Finding;
import java.util.function.Consumer;

/** Checks a topology for one kind of mistake. */
interface Check {
    /** Reports the mistakes that no other check reports. */
    void check(CheckedTopology topology, Consumer<Finding> findings);
}
