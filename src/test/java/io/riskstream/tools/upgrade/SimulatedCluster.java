package io.riskstream.tools.upgrade;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A cluster and a topic in memory. One record arrives per step of the clock. An active topology commits the next record at each step, and a
 * deactivated one the records that it still holds.
 */
final class SimulatedCluster implements TopologyControl, ReadingProgress {
    static final Duration STEP = Duration.ofMillis(100);
    static final SourceTopics CLAIMS = new SourceTopics("claims", "scoring");

    final Map<String, String> topologies = new TreeMap<>();
    final List<String> orders = new ArrayList<>();
    Set<SourceTopics> runningSources = Set.of(CLAIMS);
    int freeSlots = 2;
    int inFlight = 3;
    /** The topologies that never start. */
    Set<String> broken = Set.of();
    /** The topologies that start and read nothing. */
    Set<String> stuck = Set.of();
    /** The orders that Nimbus refuses. */
    Set<String> refused = Set.of();
    /** The steps at which Kafka does not answer. */
    Set<Long> silent = Set.of();

    private long steps;
    private long committed = 10;
    private long arrived = 20;
    private int draining;

    long nanos() {
        return steps * STEP.toNanos();
    }

    void step() {
        steps++;
        arrived++;
        boolean reads = topologies.entrySet().stream()
                .anyMatch(topology -> topology.getValue().equals("ACTIVE")
                        && !stuck.contains(topology.getKey())
                        && isUp(topology.getKey()));
        if (reads) {
            committed++;
        } else if (draining > 0) {
            draining--;
            committed++;
        }
    }

    long committed() {
        return committed;
    }

    @Override
    public State state() {
        if (silent.contains(steps)) {
            throw new UpgradeException("cannot read the committed offsets");
        }
        return new State(committed, arrived - committed);
    }

    private void order(String order) {
        orders.add(order);
        if (refused.contains(order)) {
            throw new UpgradeException("cannot " + order);
        }
    }

    @Override
    public Map<String, String> topologies() {
        return Map.copyOf(topologies);
    }

    @Override
    public int freeSlots() {
        return freeSlots;
    }

    @Override
    public Set<SourceTopics> sources(String topology) {
        return runningSources;
    }

    @Override
    public void submit(String name, boolean active) {
        order("submit " + name);
        topologies.put(name, active ? "ACTIVE" : "INACTIVE");
    }

    @Override
    public boolean isUp(String topology) {
        return !broken.contains(topology);
    }

    @Override
    public void activate(String topology) {
        order("activate " + topology);
        topologies.put(topology, "ACTIVE");
    }

    @Override
    public void deactivate(String topology) {
        order("deactivate " + topology);
        topologies.put(topology, "INACTIVE");
        draining = inFlight;
    }

    @Override
    public void kill(String topology) {
        order("kill " + topology);
        topologies.remove(topology);
    }
}
