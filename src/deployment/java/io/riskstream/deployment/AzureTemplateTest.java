package io.riskstream.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureTemplateTest {
    private static final Path AZURE = Path.of("conf/azure");

    private static String text(String file) {
        try {
            return Files.readString(AZURE.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What both checks find: the template's own, and that of the classes of the services. */
    private static List<String> problems(String template, String parameters) {
        ArmTemplate evaluated = new ArmTemplate(template, parameters);
        List<String> problems = new ArrayList<>(evaluated.problems());
        evaluated.resources().forEach(resource -> problems.addAll(ArmModels.problems(resource)));
        return problems;
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters-test.json", "parameters-production.json"})
    void nothingIsMisspeltAndNothingDangles(String parameters) {
        assertEquals(List.of(), problems(text("main.json"), text(parameters)));
    }

    @Test
    void theEnvironmentsDifferAsTheirReadmeSays() {
        Set<String> test = created("parameters-test.json");
        Set<String> production = created("parameters-production.json");
        assertTrue(test.contains("Microsoft.EventHub/namespaces") && !test.contains("Microsoft.HDInsight/clusters"));
        assertTrue(production.contains("Microsoft.HDInsight/clusters")
                && !production.contains("Microsoft.EventHub/namespaces"));
        assertTrue(production.contains("Microsoft.DocumentDB/databaseAccounts"));
    }

    private static Set<String> created(String parameters) {
        Set<String> types = new TreeSet<>();
        new ArmTemplate(text("main.json"), text(parameters))
                .resources().stream()
                        .filter(ArmTemplate.Resource::created)
                        .forEach(resource -> types.add(resource.type()));
        return types;
    }

    /** Each fault in the template is found, and named. */
    @ParameterizedTest(name = "{0} instead of {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"enableRbacAuthorization\"|\"enableRbacAuthorisation\"|enableRbacAuthorisation",
                "\"oidcIssuerProfile\": {|\"oidcProfile\": {|oidcProfile",
                "\"networkPluginMode\"|\"networkPluginModus\"|networkPluginModus",
                "\"clusteringPolicy\"|\"clusterPolicy\"|clusterPolicy",
                "\"isEncryptionInTransitEnabled\"|\"encryptionInTransitEnabled\"|encryptionInTransitEnabled",
                "\"retentionInDays\"|\"retentionDays\"|retentionDays",
                "\"objectId\"|\"objectID\"|objectID",
                "parameters('postgresSku')|parameters('postgresSize')|postgresSize",
                "variables('roles').acrPull|variables('roles').acrPush|acrPush",
                "'{0}-workload/riskstream'|'{0}-workload'|parts",
                "subnets', parameters('name'), 'endpoints'|subnets', parameters('name'), 'endpoint'|subnets/endpoint",
                "[guid(|[newGuid(|newGuid",
                "\"resources\": [|\"resource\": [], \"resources\": [|resource",
                "\"dependsOn\": [\"[resourceId('Microsoft.EventHub/namespaces', parameters('name'))]\"]|\"dependsOn\": [\"[resourceId('Microsoft.EventHub/namespaces', 'other')]\"]|namespaces/other",
            })
    void aFaultInTheTemplateIsFound(String right, String wrong, String named) {
        String template = text("main.json");
        assertTrue(template.contains(right), "the template has no " + right);
        List<String> problems = problems(template.replace(right, wrong), text("parameters-production.json"));
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(named)), problems::toString);
    }

    @ParameterizedTest(name = "{0} instead of {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"nodeCount\": {\"value\": 2}|\"nodeCounts\": {\"value\": 2}|nodeCounts",
                "\"nodeCount\": {\"value\": 2}|\"nodeCount\": {\"value\": \"2\"}|nodeCount",
                "Balanced_B0|Balanced_B2|redisSku",
                "eventHubs|kafka|kafka",
            })
    void aFaultInTheParametersIsFound(String right, String wrong, String named) {
        String parameters = text("parameters-test.json");
        assertTrue(parameters.contains(right), "the parameters have no " + right);
        List<String> problems = problems(text("main.json"), parameters.replace(right, wrong));
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(named)), problems::toString);
    }
}
