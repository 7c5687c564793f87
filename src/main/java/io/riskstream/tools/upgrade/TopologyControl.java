package io.riskstream.tools.upgrade;

import java.util.Map;
import java.util.Set;

/** What an upgrade needs of a Storm cluster. Every method throws {@link UpgradeException} if the cluster refuses it or does not answer. */
interface TopologyControl {
    /** Returns the status of each topology by name: {@code ACTIVE}, {@code INACTIVE}, or that of one that is killed or rebalanced. */
    Map<String, String> topologies();

    /** Returns the number of worker slots that no topology uses. */
    int freeSlots();

    /** Returns the inputs of the spouts of a topology. */
    Set<SourceTopics> sources(String topology);

    /** Submits the new version. */
    void submit(String name, boolean active);

    /** Returns true if every executor of a topology has sent a heartbeat. */
    boolean isUp(String topology);

    /** Starts the spouts of a topology. */
    void activate(String topology);

    /** Stops the spouts of a topology. Its bolts finish the events that are in flight. */
    void deactivate(String topology);

    /** Kills a topology at once. */
    void kill(String topology);
}
