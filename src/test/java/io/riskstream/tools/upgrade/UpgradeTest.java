package io.riskstream.tools.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpgradeTest {
    private final SimulatedCluster cluster = new SimulatedCluster();
    private final List<String> steps = new ArrayList<>();
    private Optional<String> replaced = Optional.empty();
    private Optional<String> name = Optional.empty();
    private Set<SourceTopics> sources = Set.of(SimulatedCluster.CLAIMS);
    private boolean inPlace;

    private UpgradeReport upgrade() {
        UpgradeSettings settings = new UpgradeSettings(
                "claims", replaced, name, 2, sources, inPlace, Duration.ofSeconds(1), Duration.ofSeconds(20));
        return new Upgrade(settings, cluster, cluster, steps::add, cluster::nanos, cluster::step).run();
    }

    private String refusal() {
        return assertThrows(UpgradeException.class, this::upgrade).getMessage();
    }

    @Test
    void startsTheNewTopologyBeforeTheOldOneStops() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.topologies.put("claims-archive", "INACTIVE");
        UpgradeReport report = upgrade();
        assertEquals(
                List.of("submit claims-v2", "deactivate claims", "activate claims-v2", "kill claims"), cluster.orders);
        assertEquals(Map.of("claims-v2", "ACTIVE", "claims-archive", "INACTIVE"), cluster.topologies);
        assertEquals("claims", report.replaced());
        assertEquals("claims-v2", report.name());
        // three records in flight, a second without a commit, and the first commit of the new topology
        assertEquals(SimulatedCluster.STEP.multipliedBy(3 + 10 + 1), report.gap());
        assertEquals("killed claims", steps.get(steps.size() - 1));
    }

    @Test
    void numbersTheVersions() {
        cluster.topologies.put("claims-v9", "ACTIVE");
        assertEquals("claims-v10", upgrade().name());
        name = Optional.of("claims");
        replaced = Optional.of("claims-v10");
        assertEquals("claims", upgrade().name());
    }

    @Test
    void keepsTheNameInPlace() {
        inPlace = true;
        cluster.freeSlots = 0;
        cluster.topologies.put("claims", "ACTIVE");
        assertEquals("claims", upgrade().name());
        assertEquals(List.of("deactivate claims", "kill claims", "submit claims"), cluster.orders);
    }

    @Test
    void returnsToTheOldTopologyIfTheNewOneDoesNotStart() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.broken = Set.of("claims-v2");
        String message = refusal();
        assertTrue(message.startsWith("claims-v2 does not start within 20 s; claims is active again"), message);
        assertEquals(Map.of("claims", "ACTIVE"), cluster.topologies);
        assertEquals(List.of("submit claims-v2", "activate claims", "kill claims-v2"), cluster.orders);
    }

    @Test
    void returnsToTheOldTopologyIfTheNewOneReadsNothing() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.stuck = Set.of("claims-v2");
        String message = refusal();
        assertTrue(message.startsWith("claims-v2 reads nothing within 20 s; claims is active again"), message);
        assertEquals(Map.of("claims", "ACTIVE"), cluster.topologies);
    }

    @Test
    void returnsToTheOldTopologyIfItCannotBeReplacedInPlace() {
        inPlace = true;
        cluster.topologies.put("claims", "ACTIVE");
        cluster.refused = Set.of("kill claims");
        assertEquals("cannot kill claims; claims is active again. Nothing is lost", refusal());
        assertEquals(Map.of("claims", "ACTIVE"), cluster.topologies);
        cluster.refused = Set.of("deactivate claims", "activate claims");
        assertEquals(
                "cannot deactivate claims; the return to claims failed too (cannot activate claims): run `storm activate claims`. Nothing is lost",
                refusal());
    }

    @Test
    void reportsThatNothingIsScoredIfTheNewTopologyCannotBeSubmittedInPlace() {
        inPlace = true;
        cluster.topologies.put("claims", "ACTIVE");
        cluster.refused = Set.of("submit claims");
        assertTrue(refusal().startsWith("cannot submit claims; claims is killed, and nothing is scored: submit it"));
    }

    @Test
    void reportsThatTheNewTopologyReadsIfTheOldOneCannotBeKilled() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.refused = Set.of("kill claims");
        assertEquals(
                "cannot kill claims; claims-v2 reads in its place. End claims with `storm kill claims`", refusal());
        assertEquals(Map.of("claims", "INACTIVE", "claims-v2", "ACTIVE"), cluster.topologies);
    }

    @Test
    void reportsWhatToDoIfTheReturnFailsToo() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.refused = Set.of("activate claims-v2", "activate claims");
        String message = refusal();
        assertTrue(message.contains("cannot activate claims-v2; the return to claims failed too"), message);
        assertTrue(message.contains("run `storm activate claims` and `storm kill claims-v2`"), message);
    }

    @Test
    void asksAgainIfKafkaDoesNotAnswerForAWhile() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.silent = Set.of(5L, 13L, 14L);
        assertEquals("claims-v2", upgrade().name());
    }

    @Test
    void changesNothingIfKafkaDoesNotAnswer() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.silent = Set.of(0L);
        assertEquals("cannot read the committed offsets", refusal());
        assertEquals(List.of(), cluster.orders);
    }

    @Test
    void doesNotWaitForeverForATopologyThatDoesNotDrain() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.inFlight = 1_000;
        assertEquals("claims-v2", upgrade().name());
    }

    @Test
    void refusesWhatItCannotReplace() {
        assertTrue(refusal().startsWith("no topology 'claims' or a later version of it is running"));
        cluster.topologies.put("claims", "INACTIVE");
        assertEquals("topology 'claims' is INACTIVE; only an active topology can be replaced", refusal());
        cluster.topologies.put("claims-v2", "ACTIVE");
        assertTrue(
                refusal()
                        .startsWith(
                                "more than one version of 'claims' is running: claims (INACTIVE), claims-v2 (ACTIVE); if an upgrade was interrupted"));
        replaced = Optional.of("quotes");
        assertEquals("topology 'quotes' is not running; only an active topology can be replaced", refusal());
        assertEquals(List.of(), cluster.orders);
    }

    @Test
    void refusesATopologyWithOtherSources() {
        cluster.topologies.put("claims", "ACTIVE");
        sources = Set.of(new SourceTopics("claims", "scoring-v2"));
        assertTrue(
                refusal()
                        .startsWith(
                                "topology 'claims' reads [topic claims as group scoring], but the new version reads [topic claims as group scoring-v2]"));
        sources = Set.of();
        assertTrue(refusal().startsWith("the new version has no spout that commits offsets"));
        assertEquals(List.of(), cluster.orders);
    }

    @Test
    void refusesWithoutSlotsOrWithATakenName() {
        cluster.topologies.put("claims", "ACTIVE");
        cluster.freeSlots = 1;
        assertTrue(refusal().contains("needs 2 worker slots beside the old one, and 1 are free"));
        name = Optional.of("claims");
        assertTrue(refusal().startsWith("a topology 'claims' is running already"));
        assertEquals(List.of(), cluster.orders);
    }
}
