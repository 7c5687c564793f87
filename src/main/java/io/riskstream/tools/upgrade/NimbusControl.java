package io.riskstream.tools.upgrade;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.tools.flux.Pipeline;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.storm.Config;
import org.apache.storm.StormSubmitter;
import org.apache.storm.generated.ExecutorSummary;
import org.apache.storm.generated.KillOptions;
import org.apache.storm.generated.Nimbus.Iface;
import org.apache.storm.generated.SpoutSpec;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.generated.SubmitOptions;
import org.apache.storm.generated.TopologyInitialStatus;
import org.apache.storm.generated.TopologySummary;
import org.apache.storm.thrift.TException;
import org.apache.storm.utils.NimbusClient;
import org.apache.storm.utils.Utils;

/** Controls the topologies of the cluster that {@code storm.yaml} names, through Nimbus. Each request has a connection of its own. */
public final class NimbusControl implements TopologyControl {
    /** Sends requests to Nimbus. */
    public interface Connection {
        /** Sends a request, and returns the answer. */
        <T> T send(Request<T> request) throws TException;
    }

    /** A request to Nimbus. */
    public interface Request<T> {
        /** Calls one method of Nimbus. */
        T to(Iface nimbus) throws TException;
    }

    /** Submits a topology with the jar that {@code storm jar} was called with. */
    public interface Submission {
        /** Submits a topology, as {@link StormSubmitter} does. */
        void submit(String name, Map<String, Object> configuration, StormTopology topology, SubmitOptions options)
                throws TException;
    }

    private final Pipeline pipeline;
    private final Connection nimbus;
    private final Submission submission;

    /**
     * Creates the control of the cluster in {@code storm.yaml}.
     *
     * @param pipeline the new version
     * @param version the text that Storm UI shows as its version, unless its Flux file sets {@code topology.version}
     */
    public NimbusControl(Pipeline pipeline, String version) {
        this(pipeline, new ConfiguredNimbus(), withVersion(version, StormSubmitter::submitTopology));
    }

    static Submission withVersion(String version, Submission submission) {
        return (name, configuration, topology, options) -> {
            configuration.putIfAbsent(Config.TOPOLOGY_VERSION, version);
            submission.submit(name, configuration, topology, options);
        };
    }

    /**
     * Creates the control of another cluster, such as one in this process.
     *
     * @param pipeline the new version
     */
    public NimbusControl(Pipeline pipeline, Connection nimbus, Submission submission) {
        this.pipeline = pipeline;
        this.nimbus = nimbus;
        this.submission = submission;
    }

    /** The Nimbus of {@code storm.yaml}. */
    private static final class ConfiguredNimbus implements Connection {
        @Override
        public <T> T send(Request<T> request) throws TException {
            try (NimbusClient client =
                    NimbusClient.Builder.withConf(Utils.readStormConfig()).build()) {
                return request.to(client.getClient());
            }
        }
    }

    private <T> T send(String what, Request<T> request) {
        try {
            return nimbus.send(request);
        } catch (TException | RuntimeException e) {
            throw new UpgradeException("cannot " + what + ": " + e, e);
        }
    }

    private void order(String what, Order order) {
        send(what, client -> {
            order.to(client);
            return what;
        });
    }

    private interface Order {
        void to(Iface nimbus) throws TException;
    }

    @Override
    public Map<String, String> topologies() {
        return send("list the topologies", Iface::getTopologySummaries).stream()
                .collect(Collectors.toMap(TopologySummary::get_name, TopologySummary::get_status));
    }

    @Override
    public int freeSlots() {
        return send("read the state of the cluster", Iface::getClusterInfo).get_supervisors().stream()
                .mapToInt(supervisor -> supervisor.get_num_workers() - supervisor.get_num_used_workers())
                .sum();
    }

    @Override
    public Set<SourceTopics> sources(String topology) {
        return send("read the configuration of topology '" + topology + "'", client -> {
            String id = client.getTopologyInfoByName(topology).get_id();
            return sources(client.getTopology(id));
        });
    }

    /** Returns the number of workers of a pipeline. */
    public static int workers(Pipeline pipeline) {
        return pipeline.configuration().get(Config.TOPOLOGY_WORKERS) instanceof Number workers ? workers.intValue() : 1;
    }

    /** Returns the inputs of the spouts of a topology. */
    public static Set<SourceTopics> sources(StormTopology topology) {
        Set<SourceTopics> sources = new HashSet<>();
        for (SpoutSpec spout : topology.get_spouts().values()) {
            String json = spout.get_common().get_json_conf();
            JsonObject configuration = json == null
                    ? new JsonObject()
                    : JsonParser.parseString(json).getAsJsonObject();
            if (configuration.has("config.topics") && configuration.has("config.groupid")) {
                sources.add(new SourceTopics(
                        configuration.get("config.topics").getAsString(),
                        configuration.get("config.groupid").getAsString()));
            }
        }
        return sources;
    }

    @Override
    public void submit(String name, boolean active) {
        SubmitOptions options =
                new SubmitOptions(active ? TopologyInitialStatus.ACTIVE : TopologyInitialStatus.INACTIVE);
        Config configuration = pipeline.configuration();
        try {
            submission.submit(name, configuration, pipeline.topology(), options);
        } catch (TException | RuntimeException e) {
            throw new UpgradeException("cannot submit topology '" + name + "': " + e, e);
        }
    }

    @Override
    public boolean isUp(String topology) {
        List<ExecutorSummary> executors = send(
                        "read the state of topology '" + topology + "'",
                        client -> client.getTopologyInfoByName(topology))
                .get_executors();
        return !executors.isEmpty() && executors.stream().allMatch(ExecutorSummary::is_set_stats);
    }

    @Override
    public void activate(String topology) {
        order("activate topology '" + topology + "'", client -> client.activate(topology));
    }

    @Override
    public void deactivate(String topology) {
        order("deactivate topology '" + topology + "'", client -> client.deactivate(topology));
    }

    @Override
    public void kill(String topology) {
        KillOptions now = new KillOptions();
        now.set_wait_secs(0);
        order("kill topology '" + topology + "'", client -> client.killTopologyWithOpts(topology, now));
    }
}
