package io.riskstream.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SparkArchitectureTest {
    @Test
    void usesTheReaderOfFluxFilesAndWhatIsBelowIt() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.riskstream.spark",
                        "io.riskstream.api.openapi",
                        "io.riskstream.api.settings",
                        "io.riskstream.tools.flux",
                        "io.riskstream.tools.statistics",
                        "io.riskstream.connect.kafka",
                        "io.riskstream.connect.postgres",
                        "io.riskstream.connect.redis",
                        "io.riskstream.parse",
                        "io.riskstream.publish",
                        "io.riskstream.score",
                        "io.riskstream.stage",
                        "io.riskstream.event",
                        "io.riskstream.text",
                        "java..",
                        "scala..",
                        "com.google.gson..",
                        "org.apache.hadoop.conf..",
                        "org.apache.hadoop.fs..",
                        "org.apache.kafka..",
                        "org.apache.spark..",
                        "org.slf4j..")
                .check(new ClassFileImporter().importPath(Path.of("target/spark-classes")));
    }
}
