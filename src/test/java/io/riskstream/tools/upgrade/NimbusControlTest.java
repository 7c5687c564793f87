package io.riskstream.tools.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.storm.Config;
import org.apache.storm.generated.ClusterSummary;
import org.apache.storm.generated.ExecutorStats;
import org.apache.storm.generated.ExecutorSummary;
import org.apache.storm.generated.KillOptions;
import org.apache.storm.generated.Nimbus.Iface;
import org.apache.storm.generated.NotAliveException;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.generated.SubmitOptions;
import org.apache.storm.generated.SupervisorSummary;
import org.apache.storm.generated.TopologyInfo;
import org.apache.storm.generated.TopologyInitialStatus;
import org.apache.storm.generated.TopologySummary;
import org.apache.storm.thrift.TException;
import org.junit.jupiter.api.Test;

class NimbusControlTest {
    @Test
    void submitsWithAVersionUnlessTheFluxFileSetsOne() throws TException {
        List<Object> versions = new ArrayList<>();
        NimbusControl.Submission submission = NimbusControl.withVersion(
                "1-a",
                (name, configuration, topology, options) -> versions.add(configuration.get(Config.TOPOLOGY_VERSION)));
        submission.submit("a", new HashMap<>(), new StormTopology(), new SubmitOptions());
        submission.submit(
                "a", new HashMap<>(Map.of(Config.TOPOLOGY_VERSION, "own")), new StormTopology(), new SubmitOptions());
        assertEquals(List.of("1-a", "own"), versions);
    }

    private final Iface nimbus = mock(Iface.class);
    private final List<String> submitted = new ArrayList<>();
    private final Pipeline pipeline = pipeline();
    private final NimbusControl control = new NimbusControl(
            pipeline,
            new NimbusControl.Connection() {
                @Override
                public <T> T send(NimbusControl.Request<T> request) throws TException {
                    return request.to(nimbus);
                }
            },
            (name, configuration, topology, options) -> submitted.add(name + " " + options.get_initial_status() + " "
                    + configuration.get("topology.workers") + " " + topology.get_bolts_size()));

    private static Pipeline pipeline() {
        Properties environment = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            environment.load(reader);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Pipeline.read(Path.of("flux/flood-claims.yaml"), environment);
    }

    @Test
    void readsTheInputsOfTheSpouts() throws TException {
        Set<SourceTopics> expected = Set.of(new SourceTopics("flood-claims", "riskstream-flood-claims"));
        assertEquals(expected, NimbusControl.sources(pipeline.topology()));
        TopologyInfo info = new TopologyInfo();
        info.set_id("flood-claims-1-2");
        when(nimbus.getTopologyInfoByName("flood-claims")).thenReturn(info);
        when(nimbus.getTopology("flood-claims-1-2")).thenReturn(pipeline.topology());
        assertEquals(expected, control.sources("flood-claims"));
    }

    @Test
    void submitsWithTheStatusAndTheConfigurationOfTheFluxFile() {
        control.submit("flood-claims-v2", false);
        control.submit("flood-claims", true);
        assertEquals(
                List.of(
                        "flood-claims-v2 " + TopologyInitialStatus.INACTIVE + " 1 6",
                        "flood-claims " + TopologyInitialStatus.ACTIVE + " 1 6"),
                submitted);
    }

    @Test
    void countsFreeSlots() throws TException {
        ClusterSummary summary = new ClusterSummary();
        summary.set_supervisors(List.of(supervisor(4, 1), supervisor(2, 2)));
        when(nimbus.getClusterInfo()).thenReturn(summary);
        assertEquals(3, control.freeSlots());
    }

    private static SupervisorSummary supervisor(int slots, int used) {
        SupervisorSummary supervisor = new SupervisorSummary();
        supervisor.set_num_workers(slots);
        supervisor.set_num_used_workers(used);
        return supervisor;
    }

    @Test
    void aTopologyIsUpWhenEveryExecutorHasReported() throws TException {
        TopologyInfo info = new TopologyInfo();
        when(nimbus.getTopologyInfoByName("claims")).thenReturn(info);
        info.set_executors(List.of());
        assertFalse(control.isUp("claims"));
        ExecutorSummary up = new ExecutorSummary();
        up.set_stats(new ExecutorStats());
        info.set_executors(List.of(up, new ExecutorSummary()));
        assertFalse(control.isUp("claims"));
        info.set_executors(List.of(up));
        assertTrue(control.isUp("claims"));
    }

    @Test
    void passesOrdersOn() throws TException {
        TopologySummary summary = new TopologySummary();
        summary.set_name("claims");
        summary.set_status("ACTIVE");
        when(nimbus.getTopologySummaries()).thenReturn(List.of(summary));
        assertEquals(Map.of("claims", "ACTIVE"), control.topologies());
        control.activate("claims");
        verify(nimbus).activate("claims");
        control.deactivate("claims");
        verify(nimbus).deactivate("claims");
        control.kill("claims");
        KillOptions now = new KillOptions();
        now.set_wait_secs(0);
        verify(nimbus).killTopologyWithOpts("claims", now);
    }

    @Test
    void reportsARefusal() throws TException {
        when(nimbus.getTopologyInfoByName(any())).thenThrow(new NotAliveException("claims is not alive"));
        UpgradeException refused = assertThrows(UpgradeException.class, () -> control.isUp("claims"));
        assertTrue(
                refused.getMessage().startsWith("cannot read the state of topology 'claims': "), refused.getMessage());
    }
}
