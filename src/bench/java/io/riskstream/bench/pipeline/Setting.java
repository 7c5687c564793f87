package io.riskstream.bench.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * The measured pipeline with one setting changed.
 *
 * @param name its name on the command line
 * @param title its title in the report
 * @param jvm flags of its JVM
 * @param changes to the Flux file, which includes {@value #THROUGHPUT}, in the form that {@link RiskstreamPipeline} accepts
 * @param measuresIdle true to measure idle CPU and latency
 * @param measuresFullSpeed true to measure full speed
 */
record Setting(
        String name,
        String title,
        List<String> jvm,
        List<String> changes,
        boolean measuresIdle,
        boolean measuresFullSpeed) {
    static final String LOW_LATENCY = "conf/low-latency.yaml";
    static final String THROUGHPUT = "conf/throughput.yaml";

    private static final String FLUX = "flux/bench-claims-fused.yaml";
    private static final String GROUP = "riskstream-bench-claims-fused";
    private static final String TO_LOW_LATENCY = THROUGHPUT + "=" + LOW_LATENCY;
    private static final String NO_PROFILE =
            "  - resource: true\n    file: /" + THROUGHPUT + "\n    override: false\n=";
    private static final String DRAINING_WAIT =
            "topology.bolt.wait.strategy: io.riskstream.storm.wait.DrainingWaitStrategy";
    private static final String COMPRESSION_TYPE = "producer.compression.type: ";
    private static final String OF_SPOUT = "        group: " + GROUP;

    /** Returns all settings in the order in which they run. */
    static final List<Setting> ALL = List.of(
            idle("low-latency", "**" + LOW_LATENCY + "**", TO_LOW_LATENCY).andFullSpeed(),
            idle("throughput", "**" + THROUGHPUT + "**").andFullSpeed(),
            idle(
                    "none",
                    "neither: Storm's defaults, except for Riskstream's wait strategy",
                    NO_PROFILE,
                    setting(DRAINING_WAIT)),
            idle(
                    "spout-parks",
                    "low-latency, the spout polls every 100 us",
                    TO_LOW_LATENCY,
                    setting("topology.spout.wait.park.microsec: 100")),
            idle(
                    "storms-wait",
                    "low-latency, bolts use Storm's wait strategy",
                    TO_LOW_LATENCY,
                    setting("topology.bolt.wait.strategy: org.apache.storm.policy.WaitStrategyProgressive")),
            idle("linger", "low-latency, `producer.linger.ms: 0`", TO_LOW_LATENCY, kafka("producer.linger.ms: 0")),
            idle(
                    "queued",
                    "low-latency, `topology.producer.batch.size: 100`",
                    TO_LOW_LATENCY,
                    setting("topology.producer.batch.size: 100")),
            idle("g1", "low-latency, `-XX:+UseG1GC`", TO_LOW_LATENCY).onJvm("-Xms3g", "-Xmx3g", "-XX:+UseG1GC"),
            fullSpeed(
                    "sampled",
                    "throughput, `topology.stats.sample.rate: 0.001`",
                    setting("topology.stats.sample.rate: 0.001")),
            fullSpeed(
                    "small-batches",
                    "throughput, `batchEvents: 50`",
                    OF_SPOUT + "=" + OF_SPOUT + "\n        batchEvents: 50"),
            fullSpeed(
                    "small-sends", "throughput, `producer.batch.size: 16384`", "batch.size: 131072=batch.size: 16384"),
            fullSpeed("busy-g1", "throughput, `-XX:+UseG1GC`").onJvm("-Xms3g", "-Xmx3g", "-XX:+UseG1GC"),
            fullSpeed(
                    "uncompressed",
                    "throughput, `producer.compression.type: none`",
                    COMPRESSION_TYPE + "lz4=" + COMPRESSION_TYPE + "none"),
            fullSpeed(
                    "zstd",
                    "throughput, `producer.compression.type: zstd`",
                    COMPRESSION_TYPE + "lz4=" + COMPRESSION_TYPE + "zstd"),
            fullSpeed("long-linger", "throughput, `producer.linger.ms: 5`", kafka("producer.linger.ms: 5")),
            fullSpeed(
                    "large-fetch",
                    "throughput, `consumer.max.partition.fetch.bytes: 8388608`",
                    kafka("consumer.max.partition.fetch.bytes: 8388608")),
            fullSpeed(
                    "long-messages",
                    "throughput, `event: ORIGINAL`, which adds the 600 bytes of the claim to its score",
                    "event: NONE=event: ORIGINAL"),
            fullSpeed(
                    "parse-in-spout",
                    "throughput, the claims are parsed in the spout",
                    "BatchSpout\n    parallelism: 1\n    constructorArgs:\n      - ref: kafka\n=StageSpout\n    parallelism: 1\n    constructorArgs:\n      - ref: kafka\n      - reflist: [parse-json]\n",
                    "reflist: [parse-json, validate-schema=reflist: [validate-schema",
                    "- {from: claims, to: parse-to-publish=- {from: claims, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}\n  - {from: claims, to: parse-to-publish"),
            fullSpeed("huge-pages", "throughput, `-XX:+UseTransparentHugePages`")
                    .onJvm("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC", "-XX:+UseTransparentHugePages"),
            fullSpeed("small-young", "throughput, `-Xmn128m`")
                    .onJvm("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC", "-Xmn128m"),
            fullSpeed("tiny-young", "throughput, `-Xmn32m`").onJvm("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC", "-Xmn32m"),
            fullSpeed("late-compiler", "throughput, the options of the JIT compiler in " + THROUGHPUT)
                    .onJvm(
                            "-Xms3g",
                            "-Xmx3g",
                            "-XX:+UseParallelGC",
                            "-XX:Tier4InvocationThreshold=50000",
                            "-XX:Tier4MinInvocationThreshold=6000",
                            "-XX:Tier4CompileThreshold=100000",
                            "-XX:Tier4BackEdgeThreshold=400000"));

    private static String setting(String line) {
        return RiskstreamPipeline.SETTING + line;
    }

    /** Returns the change that adds an option to the Kafka component. */
    private static String kafka(String option) {
        return "        producer.batch.size=        " + option + "\n        producer.batch.size";
    }

    private static Setting idle(String name, String title, String... changes) {
        return new Setting(name, title, Contestant.FLAGS, List.of(changes), true, false);
    }

    private static Setting fullSpeed(String name, String title, String... changes) {
        return new Setting(name, title, Contestant.FLAGS, List.of(changes), false, true);
    }

    private Setting andFullSpeed() {
        return new Setting(name, title, jvm, changes, measuresIdle, true);
    }

    private Setting onJvm(String... flags) {
        return new Setting(name, title, List.of(flags), changes, measuresIdle, measuresFullSpeed);
    }

    /** Returns the pipeline with this setting. */
    Contestant contestant() {
        List<String> further = new ArrayList<>(List.of(FLUX));
        further.addAll(changes);
        return new Contestant(
                name, title, RiskstreamPipeline.class.getName(), further, GROUP, false, true, FurtherStages.NONE);
    }

    /** Returns Storm without a pipeline. */
    static Contestant daemons() {
        return new Contestant(
                "daemons",
                "only Storm's daemons",
                RiskstreamPipeline.class.getName(),
                List.of(RiskstreamPipeline.NONE),
                GROUP,
                false,
                false,
                FurtherStages.NONE);
    }
}
