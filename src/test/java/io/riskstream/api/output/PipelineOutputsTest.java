package io.riskstream.api.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineOutputsTest {
    @TempDir
    private Path folder;

    /** Returns flood-claims with another text in its components. */
    private PipelineOutputs changed(String from, String to) throws IOException {
        String text = FluxFiles.inlined(Path.of("flux/flood-claims.yaml"));
        assertTrue(text.contains(from), from);
        Path flux = Files.writeString(folder.resolve("changed.yaml"), text.replace(from, to));
        return PipelineOutputs.of(ServedPipeline.of(Pipeline.read(flux, ShippedPipelines.properties())), List.of());
    }

    @Test
    void theTopicsAreThoseOfThePublishingStages() {
        PipelineOutputs outputs = ShippedPipelines.outputs("flood-claims");
        assertEquals(List.of("flood-scores"), outputs.scoreTopics());
        assertEquals(List.of("flood-dead-letters"), outputs.deadLetterTopics());
        assertTrue(outputs.hasScores("flood-scores"));
        assertFalse(outputs.hasScores("flood-dead-letters"));
        assertEquals(List.of(), outputs.scoreTables());
        assertTrue(outputs.decisions().contains("refer"), outputs.decisions().toString());
    }

    @Test
    void aTopologyThatForwardsTheTopicsAddsItsTables() {
        PipelineOutputs outputs = ShippedPipelines.outputs("flood-claims", "flood-claims-store");
        assertEquals(
                List.of("flood_scores"),
                outputs.scoreTables().stream().map(PipelineOutputs.Table::name).toList());
        assertEquals(
                List.of("flood_dead_letters"),
                outputs.deadLetterTables().stream()
                        .map(PipelineOutputs.Table::name)
                        .toList());
        assertEquals(List.of("flood-dead-letters"), outputs.deadLetterTopics(), "not those of the store itself");
        assertEquals(
                List.of(),
                ShippedPipelines.outputs("auto-claims", "flood-claims-store").scoreTables());
    }

    @Test
    void aTopicByDecisionIsFoundByItsTemplate() throws IOException {
        PipelineOutputs outputs = changed("- topic: flood-scores", "- topic: \"flood-{decision}-{state}\"");
        assertTrue(outputs.hasScores("flood-refer-FL"));
        assertFalse(outputs.hasScores("flood-refer"));
        assertFalse(outputs.hasScores("other-refer-FL"));
    }

    @Test
    void aTopicWhoseTemplateBeginsWithAValueIsFound() throws IOException {
        PipelineOutputs outputs = changed("- topic: flood-scores", "- topic: \"{decision}{state}-scores\"");
        assertTrue(outputs.hasScores("referFL-scores"));
        assertFalse(outputs.hasScores("-scores"));
        assertFalse(outputs.hasScores("referFL-scores-2"));
    }

    private static final String LATEST = """
              - id: latest
                className: io.riskstream.connect.redis.RedisLatest
                constructorArgs:
                  - ref: redis
                  - ttlSeconds: 600

              - id: publish-score
                className: io.riskstream.publish.PublishScore
                constructorArgs:
                  - ref: claim
                  - ref: latest
                  - topic: "TOPIC"
            """;

    private PipelineOutputs latest(String topic) throws IOException {
        String stage = """
                  - id: publish-score
                    className: io.riskstream.publish.PublishScore
                    constructorArgs:
                      - ref: claim
                      - ref: kafka
                      - topic: flood-scores
                """;
        return changed(stage, LATEST.replace("TOPIC", topic));
    }

    @Test
    void theKeysInRedisOfEachDecisionAreKnown() throws IOException {
        PipelineOutputs outputs = latest("flood-{decision}");
        List<String> topics = outputs.latestScores().stream()
                .map(PipelineOutputs.LatestKeys::topic)
                .toList();
        assertEquals(outputs.decisions().stream().map(each -> "flood-" + each).toList(), topics);
        assertTrue(topics.contains("flood-refer"), topics.toString());
    }

    @Test
    void keysThatDependOnTheEventAreRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> latest("flood-{state}"))
                .getMessage();
        assertTrue(message.contains("flood-{state}") && message.contains("changed.yaml"), message);
    }

    @Test
    void twoPipelinesWithTheSameTopicsAreRefused() {
        List<PipelineOutputs> both =
                List.of(ShippedPipelines.outputs("flood-claims"), ShippedPipelines.outputs("flood-claims-fused"));
        String message = assertThrows(IllegalArgumentException.class, () -> new OutputAttribution(both))
                .getMessage();
        assertTrue(message.contains("'flood-claims'") && message.contains("flood-scores"), message);
    }
}
