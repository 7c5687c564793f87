package io.riskstream.cluster;

import java.util.Set;

/**
 * The result of one fault.
 *
 * @param fault what was done
 * @param pipeline the name of the topology
 * @param lost events without an output after the cluster recovered
 * @param figures the figures of the events from before the fault until the pipeline was steady again
 * @param faultMillis how long the fault lasted; about 0 for a kill
 * @param millis time from the start of the fault until the pipeline had been steady for two seconds
 * @param reported the components and codes of the errors in Storm UI
 */
record FaultResult(
        String fault,
        String pipeline,
        int lost,
        OriginLedger.Figures figures,
        long faultMillis,
        long millis,
        Set<String> reported) {}
