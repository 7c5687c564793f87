package io.riskstream.tools.upgrade;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of an upgrade.
 *
 * @param pipeline the name in the Flux file
 * @param replaced the topology to replace; empty for the only running version of the pipeline
 * @param name the name of the new topology; empty for the next version
 * @param workers number of workers of the new topology
 * @param sources the inputs of the new topology
 * @param inPlace whether the old topology ends before the new one is submitted, under the same name
 * @param settling how long the committed offsets must be unchanged until the old topology counts as drained; longer than the spouts' interval of commits
 * @param patience the longest time to wait for one step
 */
public record UpgradeSettings(
        String pipeline,
        Optional<String> replaced,
        Optional<String> name,
        int workers,
        Set<SourceTopics> sources,
        boolean inPlace,
        Duration settling,
        Duration patience) {}
