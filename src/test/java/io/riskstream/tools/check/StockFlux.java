package io.riskstream.tools.check;

import io.riskstream.storm.EventLoss;
import io.riskstream.storm.StageBolt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.storm.Config;
import org.apache.storm.daemon.StormCommon;
import org.apache.storm.flux.FluxBuilder;
import org.apache.storm.flux.model.BoltDef;
import org.apache.storm.flux.model.ExecutionContext;
import org.apache.storm.flux.model.IncludeDef;
import org.apache.storm.flux.model.StreamDef;
import org.apache.storm.flux.model.TopologyDef;
import org.apache.storm.flux.parser.FluxParser;
import org.apache.storm.generated.InvalidTopologyException;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.utils.Utils;
import org.apache.storm.utils.WrappedInvalidTopologyException;
import org.apache.storm.validation.ConfigValidation;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Runs Flux 2.8.3 and the checks of Nimbus on a Flux file. */
final class StockFlux {
    /** The step that rejects a Flux file, or loses its events. */
    enum Verdict {
        FLUX_REJECTS,
        SUBMISSION_REJECTS,
        LOSES_EVENTS,
        ACCEPTS
    }

    /**
     * The reaction to a Flux file.
     *
     * @param message the message of the exception
     * @param line the line that the exception contains, if any
     * @param meaning the definition that Flux read, as YAML; empty if it read none
     */
    record Reaction(Verdict verdict, String message, Optional<Integer> line, Optional<String> meaning) {}

    private StockFlux() {}

    static Reaction react(String text, Properties properties) {
        TopologyDef definition;
        String meaning;
        try {
            Optional<String> missing = missingResource(parse(text, false, properties));
            if (missing.isPresent()) {
                return new Reaction(
                        Verdict.FLUX_REJECTS,
                        "no message; ends the JVM, since there is no resource " + missing.get(),
                        Optional.empty(),
                        Optional.empty());
            }
            definition = parse(text, true, properties);
            if (definition == null) {
                return new Reaction(Verdict.FLUX_REJECTS, "NullPointerException", Optional.empty(), Optional.empty());
            }
            definition.setIncludes(List.of()); // processed already
            meaning = new Yaml().dump(definition);
        } catch (IOException | RuntimeException e) {
            return new Reaction(Verdict.FLUX_REJECTS, message(e), line(e), Optional.empty());
        }
        ExecutionContext context;
        StormTopology topology;
        Config configuration;
        try {
            configuration = FluxBuilder.buildConfig(definition);
            context = new ExecutionContext(definition, configuration);
            topology = FluxBuilder.buildTopology(context);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return new Reaction(Verdict.FLUX_REJECTS, message(e), Optional.empty(), Optional.of(meaning));
        }
        try {
            Utils.validateTopologyName(definition.getName());
            if (!Utils.isValidConf(new HashMap<>(configuration))) {
                throw new IllegalArgumentException("Storm conf is not valid. Must be json-serializable");
            }
            if (topology.get_spouts_size() == 0) {
                throw new WrappedInvalidTopologyException(
                        "Topology " + definition.getName() + " does not have any spout");
            }
            ConfigValidation.validateTopoConf(configuration);
            // the submitter only logs what Utils.validateCycleFree finds
            Map<String, Object> complete = new HashMap<>(Utils.readDefaultConfig());
            complete.putAll(configuration);
            StormCommon.systemTopology(complete, topology);
        } catch (InvalidTopologyException e) {
            return new Reaction(Verdict.SUBMISSION_REJECTS, message(e), Optional.empty(), Optional.of(meaning));
        } catch (RuntimeException e) {
            return new Reaction(Verdict.SUBMISSION_REJECTS, message(e), Optional.empty(), Optional.of(meaning));
        }
        return loss(definition, context)
                .map(lost -> new Reaction(Verdict.LOSES_EVENTS, "", Optional.empty(), Optional.of(meaning)))
                .orElseGet(() -> new Reaction(Verdict.ACCEPTS, "", Optional.empty(), Optional.of(meaning)));
    }

    private static TopologyDef parse(String text, boolean processIncludes, Properties properties) throws IOException {
        return FluxParser.parseInputStream(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                false,
                processIncludes,
                properties,
                false);
    }

    /** Returns the first included resource that does not exist. Flux calls {@code System.exit} for it. */
    private static Optional<String> missingResource(TopologyDef definition) {
        return definition == null || definition.getIncludes() == null
                ? Optional.empty()
                : definition.getIncludes().stream()
                        .filter(IncludeDef::isResource)
                        .map(IncludeDef::getFile)
                        .filter(file -> FluxParser.class.getResource(file) == null)
                        .findFirst();
    }

    private static Optional<String> loss(TopologyDef definition, ExecutionContext context) {
        Optional<String> all = EventLoss.ofConfiguration(definition.getConfig()).map(EventLoss::toString);
        if (all.isPresent()) {
            return all;
        }
        List<StreamDef> streams = definition.getStreams();
        for (BoltDef bolt : definition.getBolts()) {
            Set<String> consumed = streams.stream()
                    .filter(stream -> stream.getFrom().equals(bolt.getId()))
                    .map(stream -> stream.getGrouping().getStreamId() == null
                            ? Utils.DEFAULT_STREAM_ID
                            : stream.getGrouping().getStreamId())
                    .collect(Collectors.toSet());
            if (context.getBolt(bolt.getId()) instanceof StageBolt stages) {
                Optional<String> loss = EventLoss.ofStreams(stages.stages(), bolt.getId(), consumed)
                        .map(EventLoss::toString);
                if (loss.isPresent()) {
                    return loss;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns the first line of the message that a user reads, without parts that differ from run to run. */
    private static String message(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause instanceof InvalidTopologyException invalid ? invalid.get_msg() : cause.getMessage();
        String first = message == null ? "" : message.lines().findFirst().orElse("");
        return (cause.getClass().getSimpleName() + (first.isEmpty() ? "" : ": " + first))
                .replaceAll("@[0-9a-f]{5,}", "");
    }

    private static Optional<Integer> line(Exception failure) {
        return failure instanceof MarkedYAMLException marked && marked.getProblemMark() != null
                ? Optional.of(marked.getProblemMark().getLine() + 1)
                : Optional.empty();
    }
}
