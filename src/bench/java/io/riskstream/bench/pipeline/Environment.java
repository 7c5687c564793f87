package io.riskstream.bench.pipeline;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes the machine and the software of a measurement. */
final class Environment {
    private static final Path CPUS = Path.of("/proc/cpuinfo");

    private static final Map<String, String> LIBRARIES = new LinkedHashMap<>();

    static {
        LIBRARIES.put("kafka-clients", "Kafka");
        LIBRARIES.put("storm-client", "Storm");
        LIBRARIES.put("kafka-streams", "Kafka Streams");
        LIBRARIES.put("flink-streaming-java", "Flink");
        LIBRARIES.put("flink-connector-kafka", "its Kafka connector");
        LIBRARIES.put("caffeine", "Caffeine");
        LIBRARIES.put("lettuce-core", "Lettuce");
        LIBRARIES.put("jedis", "Jedis");
        LIBRARIES.put("jackson-databind", "Jackson");
    }

    private Environment() {}

    /** Returns the description as lines of a Markdown list. */
    static List<String> describe() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(LocalDate.now() + ", " + machine());
        lines.add(System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version")
                + "; every contestant with `" + String.join(" ", Contestant.FLAGS) + "`, the broker with `"
                + String.join(" ", Servers.BROKER_FLAGS) + "`");
        lines.add(String.join(", ", versions()));
        lines.add("producers: "
                + String.join(
                        ", ",
                        ContestantJob.producerSettings().entrySet().stream()
                                .map(entry -> "`" + entry.getKey() + "=" + entry.getValue() + "`")
                                .sorted()
                                .toList())
                + "; offsets committed every " + ContestantJob.COMMIT_MILLIS
                + " ms, by Flink with each checkpoint; topics with one partition, parallelism 1 throughout");
        return lines;
    }

    private static String machine() throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        String model = System.getProperty("os.arch");
        if (Files.exists(CPUS)) {
            model = Files.readAllLines(CPUS).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(model);
        }
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %d GB, %s %s; contestant, broker and Redis share them",
                system.getAvailableProcessors(),
                model,
                system.getTotalMemorySize() >> 30,
                System.getProperty("os.name"),
                System.getProperty("os.version"));
    }

    private static List<String> versions() {
        String classPath = System.getProperty("java.class.path");
        List<String> versions = new ArrayList<>();
        LIBRARIES.forEach((artifact, name) -> {
            Matcher jar = Pattern.compile(Pattern.quote(File.separator + artifact) + "-([0-9][^"
                            + Pattern.quote(File.separator) + "]*)\\.jar")
                    .matcher(classPath);
            if (jar.find()) {
                versions.add(name + " " + jar.group(1));
            }
        });
        return versions;
    }
}
