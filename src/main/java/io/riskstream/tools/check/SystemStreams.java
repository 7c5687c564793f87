package io.riskstream.tools.check;

import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.FluxModel;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.storm.daemon.StormCommon;
import org.apache.storm.generated.Bolt;
import org.apache.storm.generated.ComponentCommon;
import org.apache.storm.generated.ComponentObject;
import org.apache.storm.generated.SpoutSpec;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.generated.StreamInfo;
import org.apache.storm.utils.Utils;

/**
 * The components and streams that Nimbus adds to every topology, such as {@code __system} with the stream {@code __tick}. A bolt may consume them. Storm's
 * own code adds them to a topology with the same ids, so the result holds for the configuration of the Flux file: each metrics consumer is a component.
 */
final class SystemStreams {
    private SystemStreams() {}

    /** True if Storm reserves an id for its own components and streams. */
    static boolean isReserved(String id) {
        return Utils.isSystemId(id);
    }

    /** Returns the added streams by the id of the component that emits them: of Storm's own components, and of every spout and bolt of the file. */
    static Map<String, Map<String, StreamInfo>> of(FluxModel model) {
        try {
            return of(model, configuration(model));
        } catch (RuntimeException invalidSetting) {
            // another check reports the setting
            return of(model, defaults());
        }
    }

    /** Returns the configuration as Nimbus has it: that of the Flux file, and Storm's defaults for what it lacks. */
    static Map<String, Object> configuration(FluxModel model) {
        Map<String, Object> configuration = defaults();
        configuration.putAll(model.configuration());
        return configuration;
    }

    private static Map<String, Object> defaults() {
        return new HashMap<>(Utils.readDefaultConfig());
    }

    private static Map<String, Map<String, StreamInfo>> of(FluxModel model, Map<String, Object> configuration) {
        StormTopology topology = new StormTopology(new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (Declaration spout : model.declarations(Kind.SPOUT)) {
            topology.put_to_spouts(spout.id(), new SpoutSpec(nothing(), noStreams()));
        }
        for (Declaration bolt : model.declarations(Kind.BOLT)) {
            topology.put_to_bolts(bolt.id(), new Bolt(nothing(), noStreams()));
        }
        StormCommon.addAcker(configuration, topology);
        if (StormCommon.hasEventLoggers(configuration)) {
            StormCommon.addEventLogger(configuration, topology);
        }
        StormCommon.addMetricComponents(configuration, topology);
        StormCommon.addSystemComponents(configuration, topology);
        StormCommon.addMetricStreams(topology);
        StormCommon.addSystemStreams(topology);
        Map<String, Map<String, StreamInfo>> streams = new TreeMap<>();
        StormCommon.allComponents(topology)
                .forEach((id, component) -> streams.put(
                        id, StormCommon.getComponentCommon(component).get_streams()));
        return streams;
    }

    private static ComponentObject nothing() {
        return ComponentObject.serialized_java(new byte[0]);
    }

    private static ComponentCommon noStreams() {
        return new ComponentCommon(new HashMap<>(), new HashMap<>());
    }
}
