package io.riskstream.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who does the job.
 *
 * @param name on the command line
 * @param title in the report
 * @param main the class that runs it, by name, as some come with a profile of their own
 * @param further what its main method is told beyond the {@link ContestantJob}
 * @param group the consumer group that it commits for
 * @param slow whether it is measured over a small part of the events, or it would take all day
 * @param scores whether it does the job at all, and is no floor
 */
record Contestant(
        String name, String title, String main, List<String> further, String group, boolean slow, boolean scores) {
    /** What every contestant's JVM is given. */
    static final List<String> FLAGS = List.of("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC");

    /** What Flink asks for on Java 17, given to all. */
    private static final List<String> OPENED = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.time=ALL-UNNAMED");

    private static final String PEERS = "io.riskstream.bench.peers.";
    private static final String FUSED = "flux/bench-claims-fused.yaml";

    static final String FLOOR = "floor";
    static final String LOOP = "loop";
    static final String FLINK = "flink";

    /** All of them, in the order in which they run. */
    static final List<Contestant> ALL = List.of(
            peer(FLOOR, "Kafka alone: bytes in, bytes out", "Floor", false),
            peer(LOOP, "the best poll loop by hand", "BestLoop", true),
            ours("fused", "**Riskstream, fused**", FUSED, "riskstream-bench-claims-fused"),
            ours("chain", "**Riskstream, one stage a bolt**", "flux/bench-claims.yaml", "riskstream-bench-claims"),
            ours(
                    "single",
                    "Riskstream, fused, one event a tuple",
                    FUSED,
                    "riskstream-bench-claims-fused",
                    "io.riskstream.storm.spout.BatchSpout=io.riskstream.storm.spout.EventSpout"),
            peer("streams", "Kafka Streams", "StreamsPeer", true),
            peer(FLINK, "Flink", "FlinkPeer", true),
            peer("flink-ours", "Flink around Riskstream's stages", "FlinkAroundOurs", true),
            new Contestant(
                    "stock", "Storm of stock parts", PEERS + "StockStorm", List.of(), "bench-stock", true, true));

    private static Contestant peer(String name, String title, String main, boolean scores) {
        return new Contestant(name, title, PEERS + main, List.of(), "bench-" + name, false, scores);
    }

    private static Contestant ours(String name, String title, String flux, String group, String... changes) {
        List<String> further = new ArrayList<>(List.of(flux));
        further.addAll(List.of(changes));
        return new Contestant(name, title, OurPipeline.class.getName(), further, group, false, true);
    }

    /** Whether it is a pipeline of ours on our engine. */
    boolean ours() {
        return main.equals(OurPipeline.class.getName());
    }

    /** Whether its class is there: Kafka Streams and Flink come with the profile {@code peers} alone. */
    boolean present() {
        return Contestant.class.getResource("/" + main.replace('.', '/') + ".class") != null;
    }

    /**
     * Starts it.
     *
     * @param recording where to record its flight to, if anywhere
     */
    JavaProcess start(Servers servers, Path directory, Optional<Path> recording) {
        return start(servers, directory, recording, FLAGS);
    }

    /** The same, its JVM with these flags instead of {@link #FLAGS}. */
    JavaProcess start(Servers servers, Path directory, Optional<Path> recording, List<String> jvm) {
        List<String> flags = new ArrayList<>(jvm);
        flags.addAll(OPENED);
        flags.add(ContestantJob.flag());
        recording.ifPresent(
                file -> flags.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + file));
        ContestantJob job = new ContestantJob(servers.bootstrapServers(), servers.redisPort(), group, further);
        return JavaProcess.start(title, flags, main, job.arguments(), directory);
    }
}
