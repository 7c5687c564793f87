package io.riskstream.api.pipeline;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.parse.EventParser;
import io.riskstream.storm.spout.TopicSpout;
import io.riskstream.tools.flux.FluxFileException;
import io.riskstream.tools.flux.Pipeline;
import java.util.List;

/**
 * A pipeline that the API serves.
 *
 * @param name the name of the topology
 * @param flux the built Flux file
 * @param kafka the cluster that the pipeline reads
 * @param topics the topics that it reads, at least one
 * @param parser parses its events; as submitted, not opened
 */
public record ServedPipeline(String name, Pipeline flux, Kafka kafka, List<String> topics, EventParser parser) {
    /**
     * Returns the pipeline of a Flux file.
     *
     * @throws FluxFileException if the API cannot serve it: without exactly one spout, or without a parser
     */
    public static ServedPipeline of(Pipeline flux) {
        List<TopicSpout> spouts = flux.spouts(TopicSpout.class);
        if (spouts.size() != 1) {
            throw new FluxFileException(
                    flux.path() + ": has " + spouts.size()
                            + " spouts that read topics; the API serves pipelines with one, an EventSpout, a BatchSpout or a StageSpout",
                    null);
        }
        EventParser parser = flux.stages()
                .filter(EventParser.class::isInstance)
                .map(EventParser.class::cast)
                .findFirst()
                .orElseThrow(() -> new FluxFileException(
                        flux.path() + ": no bolt runs a parser, such as io.riskstream.parse.ParseJson", null));
        TopicSpout spout = spouts.get(0);
        return new ServedPipeline(flux.name(), flux, spout.kafka(), List.copyOf(spout.topics()), parser);
    }

    /** Returns the topic that submitted events are sent to: the first that the pipeline reads. */
    public String topic() {
        return topics.get(0);
    }

    /** Returns the name alone. */
    @Override
    public String toString() {
        return name;
    }
}
