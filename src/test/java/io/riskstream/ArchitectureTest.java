package io.riskstream;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysFalse;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Imports run one way: the model, the stages, Storm, what reads Flux files, the local run, the commands. */
class ArchitectureTest {
    private static final String ROOT = "io.riskstream";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** What each package may know besides itself and the model. */
    private static final Map<String, List<String>> MAY_KNOW = new TreeMap<>(Map.ofEntries(
            Map.entry("yaml", List.of()),
            Map.entry("expression", List.of()),
            // no stage knows another, nor what runs it, nor what it is connected to
            Map.entry("parse", List.of()),
            Map.entry("validate", List.of()),
            Map.entry("enrich", List.of()),
            Map.entry("score", List.of("expression", "yaml")),
            Map.entry("publish", List.of()),
            Map.entry("connect", List.of()),
            Map.entry("reference", List.of("yaml")),
            Map.entry("simulate", List.of()),
            // the spout reads from the cluster that the publishing stages write to; a mapper of storm-redis becomes a
            // look-up
            Map.entry("storm", List.of("connect", "enrich")),
            // a pipeline's knowledge lies beside its schema
            Map.entry("flux", List.of("storm", "validate")),
            // a check looks at what the stages, the spout and the files of a pipeline say of themselves
            Map.entry("check", List.of("flux", "cases", "storm", "enrich", "score", "validate", "reference", "yaml")),
            Map.entry("graph", List.of("flux", "storm")),
            Map.entry("diff", List.of("flux", "score", "yaml")),
            // single events through the stages of a Flux file
            Map.entry("offline", List.of("flux", "storm")),
            // what must come of them
            Map.entry("cases", List.of("offline", "yaml")),
            // the local run feeds what the parsers expect, and reads what the publishers wrote
            Map.entry("local", List.of("flux", "storm", "connect", "reference", "parse", "publish", "simulate")),
            Map.entry(
                    "cli",
                    List.of(
                            "local",
                            "check",
                            "graph",
                            "diff",
                            "cases",
                            "offline",
                            "flux",
                            "connect",
                            "reference",
                            "score",
                            // what Flux files declare, and their files of cases
                            "validate",
                            "enrich",
                            "yaml"))));

    /** Outside libraries, and the packages that may know them. */
    private static final Map<String, List<String>> KNOWN_BY = new TreeMap<>(Map.of(
            "org.apache.storm..", List.of("storm", "flux", "check", "graph", "diff", "offline", "local"),
            "org.apache.kafka..", List.of("connect", "storm", "local"),
            "kafka..", List.of("local"),
            "redis.clients..", List.of("connect"),
            "redis.embedded..", List.of("local"),
            "picocli..", List.of("cli"),
            "de.siegmar..", List.of("parse", "reference", "simulate", "local"),
            "dev.harrel..", List.of("validate"),
            "com.google.re2j..", List.of("expression")));

    private static String packageOf(String name) {
        return ROOT + "." + name + "..";
    }

    private static DescribedPredicate<JavaClass> in(List<String> packages) {
        return packages.isEmpty()
                ? alwaysFalse()
                : resideInAnyPackage(
                        packages.stream().map(ArchitectureTest::packageOf).toArray(String[]::new));
    }

    @Test
    void theModelKnowsTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT, "java..")
                .check(ALL);
    }

    @TestFactory
    List<DynamicTest> eachPackageKnowsOnlyWhatLiesBelowIt() {
        return MAY_KNOW.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey() + " knows " + entry.getValue(), () -> classes()
                        .that()
                        .resideInAPackage(packageOf(entry.getKey()))
                        .should()
                        .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..")
                                .or(resideInAPackage(ROOT))
                                .or(resideInAPackage(packageOf(entry.getKey())))
                                .or(in(entry.getValue())))
                        .check(ALL)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> eachLibraryStaysWhereItBelongs() {
        return KNOWN_BY.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey() + " in " + entry.getValue(), () -> noClasses()
                        .that(DescribedPredicate.not(in(entry.getValue())))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(entry.getKey())
                        .check(ALL)))
                .toList();
    }

    @Test
    void noPackageIsWithoutAPlace() {
        Set<String> packages = new TreeSet<>();
        ALL.forEach(type -> {
            if (!type.getPackageName().equals(ROOT)) {
                packages.add(type.getPackageName().substring(ROOT.length() + 1));
            }
        });
        assertEquals(MAY_KNOW.keySet(), packages);
    }

    @Test
    void whatMayBeKnownHasNoCircles() {
        List<String> bottomUp = Arrays.asList(
                "yaml",
                "expression",
                "parse",
                "validate",
                "enrich",
                "score",
                "publish",
                "connect",
                "reference",
                "simulate",
                "storm",
                "flux",
                "offline",
                "cases",
                "check",
                "graph",
                "diff",
                "local",
                "cli");
        MAY_KNOW.forEach((name, known) -> known.forEach(below ->
                assertEquals(true, bottomUp.indexOf(below) < bottomUp.indexOf(name), name + " lies below " + below)));
    }
}
