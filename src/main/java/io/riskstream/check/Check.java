package io.riskstream.check;

import io.riskstream.flux.Finding;
import java.util.function.Consumer;

/** Looks for one kind of mistake. */
interface Check {
    /** Tells what is wrong; what another check tells already it leaves out. */
    void look(Subject subject, Consumer<Finding> findings);
}
