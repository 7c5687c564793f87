package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.read.PublishedPipeline;
import io.riskstream.spark.SparkSettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarFile;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code target/riskstream-spark.jar} beside the jars of Spark's distribution, as {@code spark-submit} does. */
class SparkJarIT {
    private static final Path JAR = Path.of("target/riskstream-spark.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Parts of the paths of libraries that Spark's distribution lacks: the jar must contain them. */
    private static final List<String> NOT_OF_SPARK = List.of(
            "spark-sql-kafka",
            "spark-token-provider-kafka",
            "/kafka-clients/",
            "/commons-pool2/",
            "/storm/",
            "/redis/clients/",
            "/postgresql/",
            "/fastcsv/",
            "/harrel/",
            "/re2j/",
            "/brics/",
            "/commons-lang/",
            "/woodstox/",
            "/picocli/",
            "/org/json/");

    @TempDir
    private Path directory;

    private static List<Path> ofSpark() {
        return SparkProcess.libraries().stream()
                .filter(path -> NOT_OF_SPARK.stream().noneMatch(path.toString()::contains))
                .toList();
    }

    @Test
    void theJarReadsScoresFromKafka() throws IOException, InterruptedException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                PublishedPipeline pipeline =
                        new PublishedPipeline(kafka, "jar", directory, new Properties(), Map.of())) {
            String claim = """
                    {"id": "%d", "dateOfLoss": "2003-03-02T00:00:00.000Z", "state": "NJ", "basementEnclosureCrawlspaceType": 2, \
                    "totalBuildingInsuranceCoverage": 60000, "totalContentsInsuranceCoverage": %d}""";
            for (int i = 0; i < 30; i++) {
                pipeline.process(claim.formatted(i, i < 10 ? 60_000 : 0)); // cover of the contents gives 14 points
            }
            Path settings = new SparkSettingsFile(directory, Path.of("flux/flood-claims.yaml"), kafka)
                    .write("scores.topics=jar-scores");
            Path file = directory.resolve("reference.csv");
            try (SparkProcess spark = SparkProcess.start(
                    List.of(JAR), ofSpark(), directory, "reference", settings.toString(), file.toString())) {
                assertTrue(spark.awaitEnd(PATIENCE).contains("30 scores"));
            }
            assertEquals(List.of("score,events", "0.0,20", "14.0,10"), Files.readAllLines(file));
        }
    }

    @Test
    void theJarContainsNeitherSparkNorASecondLogging() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream().map(entry -> entry.getName()).toList();
            assertTrue(names.contains("io/riskstream/spark/SparkMain.class"));
            assertTrue(names.contains("flux/flood-claims.yaml"));
            assertFalse(names.contains("org/apache/spark/sql/SparkSession.class"));
            for (String prefix :
                    List.of("scala/", "org/slf4j/", "org/apache/logging/", "com/esotericsoftware/", "io/netty/")) {
                assertTrue(names.stream().noneMatch(name -> name.startsWith(prefix)), prefix);
            }
        }
    }

    /** The options that open the JDK to Spark are those of its launcher. */
    @Test
    void theProcessHasTheOptionsOfSparksLauncher() {
        List<String> options = SparkProcess.options();
        for (String option : JavaModuleOptions.defaultModuleOptionArray()) {
            if (option.startsWith("--add-opens")) {
                assertTrue(options.contains(option), option);
            }
        }
    }
}
