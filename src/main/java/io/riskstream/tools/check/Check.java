package io.riskstream.tools.check;

import io.riskstream.tools.flux.Finding;
import java.util.function.Consumer;

/** Looks for one kind of mistake. */
interface Check {
    /** Tells what is wrong; what another check tells already it leaves out. */
    void look(CheckedTopology subject, Consumer<Finding> findings);
}
