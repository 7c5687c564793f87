package io.riskstream.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An implementation of the pipeline.
 *
 * @param name its name on the command line
 * @param title its title in the report
 * @param main the name of its main class, since some contestants require a Maven profile
 * @param further arguments of its main method in addition to the {@link ContestantJob}
 * @param group its consumer group
 * @param slow true if it is measured with few events, since it would otherwise take too long
 * @param scores true if it scores claims; false for the lower bound
 * @param additional the work that it has in addition to that of the others
 */
record Contestant(
        String name,
        String title,
        String main,
        List<String> further,
        String group,
        boolean slow,
        boolean scores,
        FurtherStages additional) {
    /** The flags of every contestant's JVM. */
    static final List<String> FLAGS = List.of("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC");

    /** The flags that Flink requires on Java 17; all contestants have them. */
    private static final List<String> OPENED = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED");

    private static final String PEERS = "io.riskstream.bench.peers.";
    private static final String FUSED = "flux/bench-claims-fused.yaml";

    private static final String FUSED_GROUP = "riskstream-bench-claims-fused";

    static final String COPY = "copy";
    static final String LOOP = "loop";
    static final String FLINK = "flink";

    /** Returns all contestants in the order in which they run. */
    static final List<Contestant> ALL = List.of(
            peer(COPY, "Kafka alone: bytes in, bytes out", "CopyLoop", false),
            peer(LOOP, "the best hand-written poll loop", "BestLoop", true),
            riskstream(
                    "spout",
                    "**Riskstream, stages in the spout**",
                    "flux/bench-claims-spout.yaml",
                    "riskstream-bench-claims-spout"),
            riskstream("fused", "**Riskstream, fused**", FUSED, FUSED_GROUP),
            riskstream(
                    "chain", "**Riskstream, one stage a bolt**", "flux/bench-claims.yaml", "riskstream-bench-claims"),
            riskstream(
                    "single",
                    "Riskstream, fused, one event a tuple",
                    FUSED,
                    FUSED_GROUP,
                    "io.riskstream.storm.spout.BatchSpout=io.riskstream.storm.spout.EventSpout"),
            with(FurtherStages.HISTORIES, "histories", "Riskstream, fused, with two histories"),
            with(FurtherStages.POSTGRES, "postgres", "Riskstream, fused, and PostgreSQL"),
            peer("streams", "Kafka Streams", "StreamsPeer", true),
            flink(1),
            peer("flink-around", "Flink around Riskstream's stages", "FlinkAroundRiskstream", true),
            new Contestant(
                    "stock",
                    "Storm with its standard components",
                    PEERS + "StockStorm",
                    List.of(),
                    "bench-stock",
                    true,
                    true,
                    FurtherStages.NONE));

    private static Contestant peer(String name, String title, String main, boolean scores, String... further) {
        return new Contestant(
                name, title, PEERS + main, List.of(further), "bench-" + name, false, scores, FurtherStages.NONE);
    }

    private static Contestant riskstream(String name, String title, String flux, String group, String... changes) {
        List<String> further = new ArrayList<>(List.of(flux));
        further.addAll(List.of(changes));
        return new Contestant(
                name, title, RiskstreamPipeline.class.getName(), further, group, false, true, FurtherStages.NONE);
    }

    /** Returns Flink with this number of subtasks of each operator. */
    static Contestant flink(int subtasks) {
        return peer(FLINK, "Flink", "FlinkPeer", true, Integer.toString(subtasks));
    }

    private static Contestant with(FurtherStages stages, String name, String title) {
        List<String> further = new ArrayList<>(List.of(FUSED));
        further.addAll(stages.changes());
        return new Contestant(
                name, title, RiskstreamPipeline.class.getName(), further, FUSED_GROUP, false, true, stages);
    }

    /** True if it is a Riskstream pipeline on Storm. */
    boolean isRiskstream() {
        return main.equals(RiskstreamPipeline.class.getName());
    }

    /** True if its class is available: Kafka Streams and Flink require the profile {@code peers}. */
    boolean present() {
        return Contestant.class.getResource("/" + main.replace('.', '/') + ".class") != null;
    }

    /**
     * Starts this contestant.
     *
     * @param recording the file for a Flight Recorder recording, if one is requested
     */
    JavaProcess start(Servers servers, Path directory, Optional<Path> recording) {
        return start(servers, directory, recording, FLAGS);
    }

    /** Starts this contestant with these JVM flags instead of {@link #FLAGS}. */
    JavaProcess start(Servers servers, Path directory, Optional<Path> recording, List<String> jvm) {
        List<String> flags = new ArrayList<>(jvm);
        flags.addAll(OPENED);
        flags.add(ContestantJob.flag());
        if (additional == FurtherStages.POSTGRES) {
            flags.add(ContestantJob.postgresFlag(servers.emptyPostgres()));
        }
        recording.ifPresent(
                file -> flags.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file));
        ContestantJob job = new ContestantJob(servers.bootstrapServers(), servers.redisPort(), group, further);
        return JavaProcess.start(title, flags, main, job.arguments(), directory);
    }
}
