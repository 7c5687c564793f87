package io.riskstream;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Packages depend on packages below them only: {@code text}, {@code event}, {@code stage}, then the stages and the connections, then {@code runner},
 * {@code storm} and {@code tools}.
 */
class ArchitectureTest {
    private static final String ROOT = "io.riskstream";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private record Layer(String name, List<String> mayUse) {}

    private static Layer layer(String name, String... mayUse) {
        return new Layer(name, List.of(mayUse));
    }

    /** All packages, from the bottom up, and the packages that each may depend on. */
    private static final List<Layer> LAYERS = List.of(
            // the model
            layer("text"),
            layer("event", "text"),
            layer("stage", "event", "text"),
            // languages and formats
            layer("yaml", "text"),
            layer("expression", "event", "text"),
            // the stages: none of them knows another
            layer("parse.avro", "event", "text"),
            layer("parse.csv", "stage"),
            layer("parse.format", "stage", "event", "text"),
            layer("parse.value", "event"),
            layer("parse.xml", "parse.value", "stage", "event", "text"),
            layer(
                    "parse",
                    "parse.avro",
                    "parse.csv",
                    "parse.format",
                    "parse.value",
                    "parse.xml",
                    "stage",
                    "event",
                    "text"),
            layer("validate.pattern"),
            layer("validate.schema", "validate.pattern", "event", "text"),
            layer("validate.library", "validate.pattern", "validate.schema", "event"),
            layer("validate.compiled", "validate.pattern", "validate.schema", "event", "text"),
            layer("validate", "validate.compiled", "validate.library", "validate.schema", "stage", "event", "text"),
            layer("enrich.record", "event", "text"),
            layer("enrich.cache", "stage", "event"),
            layer("enrich", "enrich.cache", "enrich.record", "stage", "event", "text"),
            layer("history", "stage", "event", "text"),
            layer("filter", "expression", "stage", "event", "text"),
            layer("derive", "expression", "stage", "event", "text"),
            layer("score", "expression", "parse.csv", "yaml", "stage", "event", "text"),
            layer("score.release", "score", "stage", "event", "text"),
            layer("publish", "stage", "event", "text"),
            layer("trace", "stage", "event", "text"),
            // clients of outside systems, behind the ports of `stage`
            layer("connect.kafka", "stage", "event", "text"),
            layer("connect.tls"),
            layer("connect.registry", "connect.tls", "stage", "text"),
            layer("connect.postgres", "publish", "stage", "event", "text"),
            layer("connect.cosmos", "publish", "stage", "event", "text"),
            layer("connect.redis", "connect.tls", "publish", "stage", "event", "text"),
            // what runs stages
            layer("runner", "stage", "event"),
            layer("storm.wait", "stage"),
            layer("storm", "storm.wait", "runner", "stage", "event", "text"),
            layer("storm.metrics", "event", "runner", "stage"),
            layer("storm.redis", "enrich", "stage", "event", "text"),
            layer("storm.spout", "storm", "storm.wait", "connect.kafka", "runner", "stage", "event"),
            // what no worker needs
            layer("tools.simulate", "event", "text"),
            layer("tools.input", "parse.csv"),
            layer("tools.reference", "history", "tools.input", "parse.csv", "parse.format", "yaml", "event", "text"),
            layer("tools.flux", "storm", "validate", "stage", "yaml", "text"),
            layer(
                    "tools.events",
                    "tools.flux",
                    "tools.input",
                    "tools.simulate",
                    "parse",
                    "parse.avro",
                    "parse.csv",
                    "parse.format",
                    "stage",
                    "event",
                    "text"),
            layer("tools.graph", "tools.flux", "storm", "stage", "event"),
            layer("tools.diff", "tools.flux", "score", "parse.csv", "yaml", "text"),
            layer("tools.topic", "publish"),
            layer("tools.upgrade", "tools.flux"),
            layer("tools.release", "tools.topic", "score", "score.release", "connect.kafka", "stage"),
            layer("tools.replay", "tools.topic", "publish", "text"),
            layer("tools.git", "text"),
            layer("tools.pmml", "score", "event", "text"),
            layer("tools.statistics"),
            // the published kit for tests of stages and Flux files, which the commands use too
            layer("testing", "tools.flux", "storm", "runner", "stage", "event"),
            layer("tools.cases", "testing", "parse", "tools.flux", "validate.schema", "yaml", "stage", "event", "text"),
            layer(
                    "tools.check",
                    "tools.git",
                    "connect.kafka",
                    "derive",
                    "parse",
                    "publish",
                    "tools.flux",
                    "tools.cases",
                    "tools.reference",
                    "storm",
                    "storm.spout",
                    "storm.wait",
                    "validate",
                    "connect.redis",
                    "enrich",
                    "enrich.record",
                    "history",
                    "score",
                    "yaml",
                    "stage",
                    "event",
                    "text"),
            layer(
                    "tools.backtest",
                    "connect.kafka",
                    "tools.statistics",
                    "tools.events",
                    "tools.flux",
                    "tools.simulate",
                    "tools.topic",
                    "testing",
                    "storm",
                    "runner",
                    "expression",
                    "enrich",
                    "history",
                    "score",
                    "publish",
                    "parse",
                    "parse.value",
                    "stage",
                    "event",
                    "text"),
            // the HTTP API, in a jar of its own
            layer("api.settings", "stage", "text"),
            layer("api.http", "api.settings", "text"),
            layer("api.page", "api.http"),
            layer("api.access", "api.http", "api.settings", "text"),
            layer("api.pipeline", "tools.flux", "runner", "storm.spout", "connect.kafka", "parse", "stage", "text"),
            layer(
                    "api.submit",
                    "api.http",
                    "api.pipeline",
                    "api.settings",
                    "tools.flux",
                    "connect.kafka",
                    "connect.redis",
                    "validate",
                    "runner",
                    "publish",
                    "parse",
                    "parse.csv",
                    "stage",
                    "event"),
            layer(
                    "api.output",
                    "api.pipeline",
                    "tools.flux",
                    "tools.topic",
                    "storm.spout",
                    "connect.kafka",
                    "connect.postgres",
                    "connect.redis",
                    "publish",
                    "score",
                    "stage"),
            layer(
                    "api.read",
                    "api.http",
                    "api.output",
                    "api.pipeline",
                    "api.settings",
                    "tools.backtest",
                    "tools.flux",
                    "tools.release",
                    "tools.replay",
                    "connect.kafka",
                    "connect.postgres",
                    "connect.redis",
                    "runner",
                    "enrich",
                    "publish",
                    "score",
                    "score.release",
                    "event",
                    "text"),
            layer(
                    "api.openapi",
                    "api.http",
                    "api.pipeline",
                    "api.submit",
                    "tools.flux",
                    "validate",
                    "score",
                    "parse",
                    "stage"),
            layer(
                    "api",
                    "api.access",
                    "api.http",
                    "api.page",
                    "api.openapi",
                    "api.output",
                    "api.pipeline",
                    "api.read",
                    "api.settings",
                    "api.submit",
                    "tools.flux",
                    "connect.redis",
                    "publish",
                    "text"),
            layer(
                    "tools.local",
                    "api.read",
                    "tools.events",
                    "tools.flux",
                    "tools.input",
                    "tools.reference",
                    "tools.simulate",
                    "tools.topic",
                    "storm",
                    "storm.spout",
                    "runner",
                    "connect.kafka",
                    "connect.postgres",
                    "connect.redis",
                    "enrich",
                    "publish",
                    "parse.avro",
                    "parse.csv",
                    "parse.format",
                    "parse",
                    "stage",
                    "event",
                    "text"),
            layer(
                    "tools.cli",
                    "api",
                    "api.read",
                    "api.openapi",
                    "api.pipeline",
                    "tools.backtest",
                    "tools.git",
                    "tools.simulate",
                    "tools.local",
                    "tools.events",
                    "tools.release",
                    "tools.replay",
                    "tools.upgrade",
                    "parse.csv",
                    "tools.check",
                    "tools.cases",
                    "testing",
                    "tools.diff",
                    "tools.graph",
                    "tools.flux",
                    "tools.pmml",
                    "tools.reference",
                    "storm.spout",
                    "connect.kafka",
                    "connect.postgres",
                    "connect.redis",
                    "validate",
                    "enrich",
                    "history",
                    "score",
                    "score.release",
                    "publish",
                    "yaml",
                    "stage",
                    "event",
                    "text"));

    /** Outside libraries, and the packages that may depend on them; a name stands for its subpackages too. */
    private static final Map<String, List<String>> LIBRARIES = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "org.apache.storm..",
                    List.of(
                            "storm",
                            "tools.flux",
                            "tools.check",
                            "tools.graph",
                            "tools.diff",
                            "testing",
                            "tools.backtest",
                            "tools.local",
                            "tools.upgrade")),
            Map.entry(
                    "org.apache.kafka..",
                    List.of(
                            "api.output",
                            "api.read",
                            "api.submit",
                            "connect.kafka",
                            "tools.backtest",
                            "storm.spout",
                            "tools.local",
                            "tools.release",
                            "tools.replay",
                            "tools.topic",
                            "tools.upgrade")),
            Map.entry("kafka..", List.of("tools.local")),
            // the Spark companion is compiled and tested by a Maven profile of its own
            Map.entry("org.apache.spark..", List.of()),
            Map.entry("org.eclipse.jetty..", List.of("api.http")),
            Map.entry("com.nimbusds..", List.of("api.access")),
            Map.entry("redis.clients..", List.of("connect.redis")),
            Map.entry("org.postgresql..", List.of("connect.postgres")),
            Map.entry("io.opentelemetry..", List.of("trace")),
            Map.entry("com.azure..", List.of("connect.cosmos")),
            Map.entry("reactor..", List.of("connect.cosmos")),
            Map.entry("redis.embedded..", List.of("tools.local")),
            Map.entry("io.zonky..", List.of("tools.local")),
            Map.entry("picocli..", List.of("tools.cli")),
            Map.entry("de.siegmar..", List.of("tools.simulate")),
            Map.entry("com.github.luben..", List.of("parse")),
            Map.entry("com.ctc.wstx..", List.of("parse.xml")),
            Map.entry("org.codehaus.stax2..", List.of("parse.xml")),
            Map.entry("dev.harrel..", List.of("validate.library")),
            Map.entry("dk.brics..", List.of("validate.pattern")),
            Map.entry("com.google.re2j..", List.of("expression"))));

    private static String packageName(String layer) {
        return ROOT + "." + layer;
    }

    private static DescribedPredicate<JavaClass> inPackages(Stream<String> packages) {
        String[] names = packages.toArray(String[]::new);
        return names.length == 0 ? alwaysFalse() : resideInAnyPackage(names);
    }

    @Test
    void theModelDependsOnTheJdkAlone() {
        classes()
                .that()
                .resideInAnyPackage(packageName("text"), packageName("event"), packageName("stage"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(packageName("text"), packageName("event"), packageName("stage"), "java..")
                .check(ALL);
    }

    @TestFactory
    List<DynamicTest> eachPackageDependsOnItsListedPackagesAlone() {
        return LAYERS.stream()
                .map(layer -> DynamicTest.dynamicTest(layer.name() + " uses " + layer.mayUse(), () -> classes()
                        .that()
                        .resideInAPackage(packageName(layer.name()))
                        .should()
                        .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..")
                                .or(resideInAPackage(packageName(layer.name())))
                                .or(inPackages(layer.mayUse().stream().map(ArchitectureTest::packageName))))
                        .check(ALL)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> eachLibraryIsUsedByItsListedPackagesAlone() {
        return LIBRARIES.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey() + " in " + entry.getValue(), () -> noClasses()
                        .that(not(inPackages(entry.getValue().stream().map(name -> packageName(name) + ".."))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(entry.getKey())
                        .check(ALL)))
                .toList();
    }

    @Test
    void theDriverOfOneStageDoesNotNeedStorm() {
        noClasses()
                .that()
                .belongToAnyOf(StageTestDriver.class, TestContext.class, TestEvents.class, FutureReceipt.class)
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAPackage("org.apache.storm..")
                .check(ALL);
    }

    @Test
    void everyPackageIsListed() {
        Set<String> packages = new TreeSet<>();
        ALL.forEach(type -> packages.add(type.getPackageName().substring(ROOT.length() + 1)));
        assertEquals(new TreeSet<>(LAYERS.stream().map(Layer::name).toList()), packages);
    }

    @Test
    void dependenciesPointDownwards() {
        List<String> below = new ArrayList<>();
        for (Layer layer : LAYERS) {
            assertTrue(below.containsAll(layer.mayUse()), () -> layer + " uses a package that is listed after it");
            below.add(layer.name());
        }
    }

    @Test
    void noTwoTopLevelClassesShareASimpleName() {
        Map<String, String> packages = new HashMap<>();
        ALL.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .forEach(type -> {
                    String other = packages.put(type.getSimpleName(), type.getPackageName());
                    assertTrue(other == null, () -> type.getName() + " has the simple name of one in " + other);
                });
    }

    /** The package's documentation states whether code outside the project may use it. */
    @Test
    void everyPackageIsMarkedAsPublicOrInternal() throws IOException {
        for (Layer layer : LAYERS) {
            Path info = Path.of("src/main/java", packageName(layer.name()).replace('.', '/'), "package-info.java");
            assertTrue(Files.exists(info), () -> info + " is missing");
            String text = Files.readString(info);
            assertTrue(
                    text.contains("<p>Public API") || text.contains("<p>Internal"),
                    () -> info + " must contain '<p>Public API' or '<p>Internal'");
        }
    }
}
