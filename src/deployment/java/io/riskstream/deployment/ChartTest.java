package io.riskstream.deployment;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTest {
    private static final Path CHARTS = Path.of("conf/kubernetes");
    private static final Path CHART = CHARTS.resolve("riskstream");
    private static final String KUBERNETES = "1.31.0";
    private static final String ENVIRONMENT = "values-test.yaml";
    /** The arguments of a job that submits: the Flux file and its cases. */
    private static final Pattern SUBMITTED = Pattern.compile("args: \\[\"submit\",\"(flux/[^\"]+)\",\"([^\"]+)\"");

    private static TemplateCommand template(String values) {
        return new Helm(CHART)
                .template()
                .withName("claims")
                .withNamespace("riskstream")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(CHARTS.resolve(values));
    }

    private static KubernetesObjects objects(String values) {
        return KubernetesObjects.parse(template(values).call());
    }

    private static Map<String, PodSpec> pods(KubernetesObjects objects) {
        Map<String, PodSpec> pods = new TreeMap<>();
        for (HasMetadata object : objects.objects()) {
            String name = object.getMetadata().getName();
            if (object instanceof StatefulSet set) {
                pods.put(name, set.getSpec().getTemplate().getSpec());
            } else if (object instanceof Deployment deployment) {
                pods.put(name, deployment.getSpec().getTemplate().getSpec());
            } else if (object instanceof Job job) {
                pods.put(name, job.getSpec().getTemplate().getSpec());
            }
        }
        return pods;
    }

    private static Stream<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
    }

    static List<String> environments() throws IOException {
        try (Stream<Path> files = Files.list(CHARTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("values-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreThreeEnvironments() throws IOException {
        assertEquals(List.of("values-local.yaml", "values-production.yaml", "values-test.yaml"), environments());
    }

    /** `helm lint` takes no file of values here, so the chart is linted with each file as its values. */
    @ParameterizedTest
    @MethodSource("environments")
    void lintFindsNothing(String values, @TempDir Path folder) throws IOException {
        LintResult result =
                new Helm(chartWithValues(values, folder)).lint().strict().call();
        assertFalse(result.isFailed(), () -> String.join("\n", result.getMessages()));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void everyMemberOfEveryObjectIsInTheModelOfKubernetes(String values) {
        KubernetesObjects objects = objects(values);
        assertEquals(List.of(), objects.unknownMembers());
        assertTrue(objects.objects().size() > 15, () -> objects.objects().size() + " objects");
        Set<String> names = new TreeSet<>();
        objects.objects()
                .forEach(object -> assertTrue(
                        names.add(object.getKind() + " " + object.getMetadata().getName()),
                        () -> "twice: " + object.getKind() + " "
                                + object.getMetadata().getName()));
    }

    @ParameterizedTest
    @MethodSource("environments")
    void containersAreRestricted(String values) {
        pods(objects(values)).forEach((name, pod) -> {
            assertEquals(1000L, pod.getSecurityContext().getRunAsUser(), name);
            assertTrue(pod.getSecurityContext().getRunAsNonRoot(), name);
            assertFalse(pod.getAutomountServiceAccountToken(), name);
            containers(pod)
                    .forEach(container -> assertAll(
                            name + " " + container.getName(),
                            () -> assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem()),
                            () -> assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation()),
                            () -> assertEquals(
                                    List.of("ALL"),
                                    container
                                            .getSecurityContext()
                                            .getCapabilities()
                                            .getDrop()),
                            () -> assertTrue(
                                    container.getResources().getLimits().containsKey("memory")),
                            () -> assertFalse(container.getImage().endsWith(":latest"))));
        });
    }

    @ParameterizedTest
    @MethodSource("environments")
    void everythingThatIsReferredToExists(String values) {
        KubernetesObjects objects = objects(values);
        Set<String> existing = objects.objects().stream()
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        pods(objects).forEach((name, pod) -> {
            require(existing, "ServiceAccount " + pod.getServiceAccountName(), name, missing);
            Set<String> volumes = new TreeSet<>();
            pod.getVolumes().forEach(volume -> {
                volumes.add(volume.getName());
                if (volume.getConfigMap() != null) {
                    require(existing, "ConfigMap " + volume.getConfigMap().getName(), name, missing);
                }
                if (volume.getProjected() != null) {
                    volume.getProjected()
                            .getSources()
                            .forEach(source -> require(
                                    existing,
                                    "ConfigMap " + source.getConfigMap().getName(),
                                    name,
                                    missing));
                }
                if (volume.getCsi() != null) {
                    require(
                            existing,
                            "SecretProviderClass "
                                    + volume.getCsi().getVolumeAttributes().get("secretProviderClass"),
                            name,
                            missing);
                }
            });
            objects.objects().stream()
                    .filter(object -> object instanceof StatefulSet
                            && object.getMetadata().getName().equals(name))
                    .map(StatefulSet.class::cast)
                    .forEach(set -> {
                        require(existing, "Service " + set.getSpec().getServiceName(), name, missing);
                        set.getSpec()
                                .getVolumeClaimTemplates()
                                .forEach(
                                        claim -> volumes.add(claim.getMetadata().getName()));
                    });
            containers(pod)
                    .flatMap(container -> container.getVolumeMounts().stream())
                    .filter(mount -> !volumes.contains(mount.getName()))
                    .forEach(mount -> missing.add(name + ": volume " + mount.getName()));
        });
        assertEquals(List.of(), missing);
    }

    /** Every setting of the API that a values file or the chart sets is in the file that describes them. */
    @ParameterizedTest
    @MethodSource("environments")
    void theSettingsOfTheApiExist(String values) throws IOException {
        Properties known = new Properties();
        known.load(new StringReader(Files.readString(Path.of("conf/api.properties"))));
        Properties set = new Properties();
        for (HasMetadata object : objects(values).objects()) {
            if (object instanceof ConfigMap map && map.getData().containsKey("api.properties")) {
                set.load(new StringReader(map.getData().get("api.properties")));
            }
        }
        assertTrue(set.containsKey("pipelines") && set.containsKey("server.port"), set::toString);
        assertEquals(
                Set.of(),
                set.stringPropertyNames().stream()
                        .filter(name -> !known.containsKey(name))
                        .collect(Collectors.toSet()));
    }

    private static void require(Set<String> existing, String object, String where, List<String> missing) {
        if (!existing.contains(object)) {
            missing.add(where + ": " + object);
        }
    }

    /** The Flux files of the image exist, and their environment has all values. */
    @ParameterizedTest
    @MethodSource("environments")
    void theEnvironmentHasTheKeysOfItsFluxFiles(String values) throws IOException {
        String manifest = template(values).call();
        String environment = manifest.substring(manifest.indexOf("environment.properties: |"));
        List<String> missing = new ArrayList<>();
        Matcher flux = SUBMITTED.matcher(manifest);
        int files = 0;
        while (flux.find()) {
            files++;
            assertTrue(Files.isDirectory(Path.of(flux.group(2))), flux.group(2));
            for (Path file : List.of(Path.of(flux.group(1)), Path.of(flux.group(2), "components.yaml"))) {
                String text = Files.readString(file).replaceAll("(?m)^ *#.*", "");
                Matcher key = Pattern.compile("\\$\\{([^}]+)}").matcher(text);
                while (key.find()) {
                    if (!Pattern.compile("(?m)^ +" + Pattern.quote(key.group(1)) + "=")
                            .matcher(environment)
                            .find()) {
                        missing.add(file + ": " + key.group(1));
                    }
                }
            }
        }
        assertTrue(files > 0);
        assertEquals(List.of(), missing);
    }

    /** `upgrade` starts the new version before it ends the old one. */
    @ParameterizedTest
    @MethodSource("environments")
    void thereAreTwiceAsManySlotsAsWorkers(String values) throws IOException {
        String manifest = template(values).call();
        int slots = JsonParser.parseString(match("supervisor.slots.ports: (.*)", manifest))
                        .getAsJsonArray()
                        .size()
                * supervisors(KubernetesObjects.parse(manifest));
        int workers = 0;
        Matcher flux = SUBMITTED.matcher(manifest);
        while (flux.find()) {
            String number = match("topology\\.workers: (.*)", Files.readString(Path.of(flux.group(1))));
            workers += Integer.parseInt(number.equals("${workers}") ? match("\\n +workers=(.*)", manifest) : number);
        }
        int free = slots - workers;
        assertTrue(workers > 0 && free >= workers, workers + " workers, " + slots + " slots");
    }

    private static int supervisors(KubernetesObjects objects) {
        return objects.objects().stream()
                .filter(object -> object instanceof StatefulSet
                        && object.getMetadata().getName().endsWith("-supervisor"))
                .mapToInt(object -> ((StatefulSet) object).getSpec().getReplicas())
                .sum();
    }

    private static String match(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), pattern);
        return matcher.group(1).strip();
    }

    /** The smoke test of the pipeline posts to a pipeline that the API serves, and the canary is of a topology that runs. */
    @ParameterizedTest
    @ValueSource(strings = {"test", "production"})
    void thePipelineUsesWhatTheReleaseRuns(String environment) throws IOException {
        String pipeline = Files.readString(Path.of(".ci/azure-pipelines.yml"));
        int production = pipeline.indexOf("- stage: production");
        String stage = environment.equals("test")
                ? pipeline.substring(pipeline.indexOf("- stage: test"), production)
                : pipeline.substring(production);
        String values = "values-" + environment + ".yaml";
        String manifest = template(values).call();
        Matcher smoke = Pattern.compile("\\.ci/smoke \"[^\"]+\"(?: --pipeline ([a-z-]+))?")
                .matcher(stage);
        assertTrue(smoke.find());
        String served = match("\\n +pipelines=(.*)", manifest);
        String name = match("(?m)^name: (.*)", Files.readString(Path.of(served)));
        assertEquals(name, Optional.ofNullable(smoke.group(1)).orElse("flood-claims"));
        Matcher release =
                Pattern.compile("arguments: (?:canary|promote) (\\S+)").matcher(stage);
        while (release.find()) {
            assertTrue(manifest.contains("\"submit\",\"" + release.group(1) + "\""), release.group());
        }
    }

    @Test
    void aRangeOfPortsIsAllowedAsARange() {
        String policies = template("values-production.yaml").call();
        assertTrue(policies.contains("{protocol: TCP, port: 8500, endPort: 8599}"));
    }

    @Test
    void aCommandBecomesAJobWithTheEnvironment() {
        KubernetesObjects objects = KubernetesObjects.parse(template(ENVIRONMENT)
                .set("command[0]", "promote")
                .set("command[1]", "flux/flood-claims.yaml")
                .call());
        assertEquals(List.of(), objects.unknownMembers());
        assertEquals(
                List.of(
                        "jar",
                        "/opt/riskstream/riskstream.jar",
                        "io.riskstream.tools.cli.Main",
                        "promote",
                        "flux/flood-claims.yaml",
                        "--filter",
                        "/etc/riskstream/environment.properties"),
                pods(objects).get("claims-command-1").getContainers().get(0).getArgs());
    }

    @Test
    void aMisspeltMemberOfATemplateIsFound(@TempDir Path folder) throws IOException {
        Path chart = chartWithValues(ENVIRONMENT, folder);
        Path template = chart.resolve("templates/supervisor.yaml");
        String text = Files.readString(template);
        Files.writeString(
                template,
                text.replace("terminationGracePeriodSeconds", "terminationGraceSeconds")
                        .replaceFirst("periodSeconds: 2", "periodSecond: 2"));
        KubernetesObjects objects = KubernetesObjects.parse(rendered(chart));
        assertEquals(2, objects.unknownMembers().size(), objects.unknownMembers()::toString);
        assertTrue(objects.unknownMembers().get(0).contains("startupProbe.periodSecond")
                || objects.unknownMembers().get(1).contains("startupProbe.periodSecond"));
    }

    @Test
    void aMisspeltMemberOfAPodMonitorIsFound(@TempDir Path folder) throws IOException {
        Path chart = chartWithValues(ENVIRONMENT, folder);
        Path template = chart.resolve("templates/monitoring.yaml");
        Files.writeString(template, Files.readString(template).replace("podMetricsEndpoints", "podMetricEndpoints"));
        assertEquals(
                List.of("PodMonitor claims-workers.spec.podMetricEndpoints"),
                KubernetesObjects.parse(rendered(chart)).unknownMembers());
    }

    @Test
    void lintFindsATemplateThatIsNoYaml(@TempDir Path folder) throws IOException {
        Path chart = chartWithValues(ENVIRONMENT, folder);
        Files.writeString(chart.resolve("templates/broken.yaml"), "apiVersion: v1\n  kind: ConfigMap\n");
        assertTrue(new Helm(chart).lint().strict().call().isFailed());
    }

    /** Each wrong value is refused, and the refusal names it. */
    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "supervisor.replica, 3, replica",
        "supervisor.replicas, 0, replicas",
        "supervisor.slots[0], 80, slots",
        "zookeeper.replicas, 2, replicas",
        "image.tag, latest, tag",
        "image.tag, '', tag",
        "image.pullPolicy, Sometimes, pullPolicy",
        "environment.redis\\.port, 70000, redis.port",
        "environment.redis\\.password, swordfish, redis.password",
        "environment.kafka\\.sasl\\.password, swordfish, kafka.sasl.password",
        "environment.kafka\\.security\\.protocol, TLS, kafka.security.protocol",
        "api.settings.server\\.port, 9090, server.port",
        "api.settings.idempotency\\.redis\\.password, swordfish, idempotency.redis.password",
        "api.keys[0], partner-a swordfish root, keys",
        "secrets.provider, vault, provider",
        "secrets.keyVault.tenantId, contoso, tenantId",
        "identity.clientId, '', clientId",
        "tokens.redis, redis.azure.com, redis",
        "networkPolicy.egress[0].cidr, kafka, cidr",
        "networkPolicy.egress[0].ports[0], 8500-, ports",
        "topologies[0].flux, flood-claims.yaml, flux",
        "nimbus.resources.requests.memory, lots, memory",
    })
    void refusesAWrongValue(String key, String value, String named) {
        RuntimeException refusal = assertThrows(
                RuntimeException.class,
                () -> template(ENVIRONMENT).set(key, number(value)).call());
        assertTrue(
                refusal.getMessage().contains(named) && refusal.getMessage().contains("schema"), refusal::getMessage);
        // a secret that was written by mistake must not get into the log of a pipeline
        assertFalse(value.equals("swordfish") && refusal.getMessage().contains(value), refusal::getMessage);
    }

    private static Object number(String value) {
        return value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;
    }

    @ParameterizedTest
    @ValueSource(strings = {"image:\n  tag: 1.0.0\n", "image:\n  tag: 1.0.0\nenvironment:\n  workers: 1\n"})
    void refusesAnIncompleteEnvironment(String values, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        RuntimeException refusal = assertThrows(
                RuntimeException.class,
                () -> new Helm(CHART).template().withValuesFile(file).call());
        assertTrue(refusal.getMessage().contains("kafka.bootstrap.servers"), refusal::getMessage);
    }

    private static String rendered(Path chart) {
        return new Helm(chart)
                .template()
                .withName("claims")
                .withKubeVersion(KUBERNETES)
                .call();
    }

    /** A copy of the chart, whose defaults are overlaid by a file of values. */
    private static Path chartWithValues(String values, Path folder) throws IOException {
        Path chart = folder.resolve("riskstream");
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.sorted().toList()) {
                Path target = chart.resolve(CHART.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.write(target, Files.readAllBytes(file));
                }
            }
        }
        Files.writeString(
                chart.resolve("values.yaml"), YamlFiles.overlaid(CHART.resolve("values.yaml"), CHARTS.resolve(values)));
        return chart;
    }
}
