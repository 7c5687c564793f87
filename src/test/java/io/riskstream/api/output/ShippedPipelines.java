package io.riskstream.api.output;

import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.api.pipeline.ServedPipelines;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The pipelines of this project, as the API serves them. */
public final class ShippedPipelines {
    private ShippedPipelines() {}

    /** Returns the properties of the local environment. */
    public static Properties properties() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** Returns a pipeline by the name of its Flux file. */
    public static ServedPipeline served(String name) {
        return ServedPipeline.of(flux(name));
    }

    static Pipeline flux(String name) {
        return Pipeline.read(Path.of("flux/" + name + ".yaml"), properties());
    }

    /** Returns pipelines by the names of their Flux files. */
    public static ServedPipelines all(String... names) {
        return new ServedPipelines(
                Arrays.stream(names).map(ShippedPipelines::served).toList());
    }

    /** Returns the outputs of a pipeline, with what other topologies store of them. */
    public static PipelineOutputs outputs(String name, String... stores) {
        List<Pipeline> forwarding =
                Arrays.stream(stores).map(ShippedPipelines::flux).toList();
        return PipelineOutputs.of(served(name), forwarding);
    }

    /** Returns a score of flood-claims. */
    public static PublishedScore score(String id, String key, String decision, long offset, long timestamp) {
        String body = "{\"id\":\"" + id + "\",\"score\":12.5,\"decision\":\"" + decision + "\",\"reasons\":[]}";
        return PublishedScore.of(
                        "flood-claims",
                        new SourcePosition("flood-claims", 0, offset),
                        Optional.of(key),
                        Instant.ofEpochMilli(timestamp),
                        Optional.of(Instant.ofEpochMilli(timestamp + 3)),
                        ReadSource.MEMORY,
                        body.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    /** Returns a dead letter of flood-claims. */
    public static RejectedEvent rejected(String code, long offset, Instant time) {
        return new RejectedEvent(
                "flood-claims",
                new SourcePosition("flood-claims", 0, offset),
                "rejected",
                time,
                time,
                "validate",
                code,
                "a.b",
                "is missing",
                Optional.of(1),
                Optional.of(0),
                "[{\"stage\":\"validate\",\"code\":\"" + code + "\",\"path\":\"a.b\",\"message\":\"is missing\"}]",
                Optional.empty(),
                ReadSource.MEMORY,
                Optional.of(new RejectedEvent.Original(
                        Optional.empty(), Optional.of("{}".getBytes(StandardCharsets.UTF_8)), Optional.empty())));
    }
}
