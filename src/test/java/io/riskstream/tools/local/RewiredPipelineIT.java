package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs a pipeline with features that the shipped ones do not use: a custom stage that drops, topics by decision, streams grouped by a field. */
@ExtendWith(LocalServers.class)
class RewiredPipelineIT {
    @TempDir
    private Path directory;

    @Test
    void accountsForEveryScoredRejectedAndDroppedEvent(LocalStorm storm) throws IOException {
        Path flux = Runs.variant(
                directory,
                "flood-claims",
                "  - id: validate-schema\n",
                "  - id: drop-distant-states\n"
                        + "    className: io.riskstream.tools.local.DropDistantStates\n"
                        + "    constructorArgs:\n"
                        + "      - ref: claim\n\n"
                        + "  - id: validate-schema\n",
                "      - reflist: [parse-json]",
                "      - reflist: [parse-json, drop-distant-states]\n"
                        + "      - partitionBy: countyCode\n"
                        + "        buckets: 16",
                "  - id: validate\n    className: io.riskstream.storm.StageBolt\n    parallelism: 1",
                "  - id: validate\n    className: io.riskstream.storm.StageBolt\n    parallelism: 2",
                "{from: parse, to: validate, grouping: {type: LOCAL_OR_SHUFFLE}}",
                "{from: parse, to: validate, grouping: {type: FIELDS, args: [bucket]}}\n"
                        + "  - {from: parse, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: dropped}}",
                "topic: flood-scores\n",
                "topic: \"flood-scores-{decision}\"\n");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            RunSummary summary =
                    Runs.silent(Runs.simulated(flux, 2_000, 0, directory)).run(kafka, redis, storm);
            assertEquals(0, summary.lost());
            assertTrue(summary.dropped() > 0 && summary.scored() > 0 && summary.rejected() > 0, summary.toJson());
            assertEquals(2_000, summary.scored() + summary.rejected() + summary.dropped());
            assertEquals(3, summary.decisions().size());
        }
    }
}
