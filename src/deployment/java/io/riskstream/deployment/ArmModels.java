package io.riskstream.deployment;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonSerializable;
import com.azure.json.JsonWriter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the bodies of resources against the classes of Azure's own Java libraries, which are generated from the specifications of the services. A class reads a
 * body and writes it again: a member that it does not know is missing then. A member that a newer version of the service has than the library is listed here.
 */
final class ArmModels {
    private static final String PACKAGE = "com.azure.resourcemanager.";

    /** The class that reads the body, by type. */
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("Microsoft.OperationalInsights/workspaces", "loganalytics.fluent.models.WorkspaceInner"),
            Map.entry("Microsoft.ManagedIdentity/userAssignedIdentities", "msi.fluent.models.IdentityInner"),
            Map.entry(
                    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
                    "msi.fluent.models.FederatedIdentityCredentialInner"),
            Map.entry("Microsoft.Network/networkSecurityGroups", "network.fluent.models.NetworkSecurityGroupInner"),
            Map.entry("Microsoft.Network/virtualNetworks", "network.fluent.models.VirtualNetworkInner"),
            Map.entry("Microsoft.Network/privateEndpoints", "network.fluent.models.PrivateEndpointInner"),
            Map.entry(
                    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
                    "network.fluent.models.PrivateDnsZoneGroupInner"),
            Map.entry("Microsoft.Network/privateDnsZones", "privatedns.fluent.models.PrivateZoneInner"),
            Map.entry(
                    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
                    "privatedns.fluent.models.VirtualNetworkLinkInner"),
            Map.entry("Microsoft.ContainerRegistry/registries", "containerregistry.fluent.models.RegistryInner"),
            Map.entry(
                    "Microsoft.ContainerService/managedClusters", "containerservice.fluent.models.ManagedClusterInner"),
            Map.entry("Microsoft.Authorization/roleAssignments", "authorization.models.RoleAssignmentCreateParameters"),
            Map.entry("Microsoft.KeyVault/vaults", "keyvault.models.VaultCreateOrUpdateParameters"),
            Map.entry("Microsoft.Cache/redisEnterprise", "redisenterprise.fluent.models.ClusterInner"),
            Map.entry("Microsoft.Cache/redisEnterprise/databases", "redisenterprise.fluent.models.DatabaseInner"),
            Map.entry(
                    "Microsoft.DBforPostgreSQL/flexibleServers", "postgresqlflexibleserver.fluent.models.ServerInner"),
            Map.entry(
                    "Microsoft.DBforPostgreSQL/flexibleServers/databases",
                    "postgresqlflexibleserver.fluent.models.DatabaseInner"),
            Map.entry(
                    "Microsoft.DBforPostgreSQL/flexibleServers/administrators",
                    "postgresqlflexibleserver.models.ActiveDirectoryAdministratorAdd"),
            Map.entry("Microsoft.DocumentDB/databaseAccounts", "cosmos.models.DatabaseAccountCreateUpdateParameters"),
            Map.entry(
                    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases",
                    "cosmos.models.SqlDatabaseCreateUpdateParameters"),
            Map.entry(
                    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
                    "cosmos.models.SqlContainerCreateUpdateParameters"),
            Map.entry(
                    "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
                    "cosmos.models.SqlRoleAssignmentCreateUpdateParameters"),
            Map.entry("Microsoft.EventHub/namespaces", "eventhubs.fluent.models.EHNamespaceInner"),
            Map.entry("Microsoft.EventHub/namespaces/eventhubs", "eventhubs.fluent.models.EventhubInner"),
            Map.entry(
                    "Microsoft.EventHub/namespaces/authorizationRules",
                    "eventhubs.fluent.models.AuthorizationRuleInner"),
            Map.entry("Microsoft.Storage/storageAccounts", "storage.models.StorageAccountCreateParameters"),
            Map.entry("Microsoft.HDInsight/clusters", "hdinsight.models.ClusterCreateParametersExtended"),
            Map.entry(
                    "Microsoft.ApiManagement/service", "apimanagement.fluent.models.ApiManagementServiceResourceInner"),
            Map.entry("Microsoft.ApiManagement/service/apis", "apimanagement.models.ApiCreateOrUpdateParameter"),
            Map.entry(
                    "Microsoft.ApiManagement/service/apis/operations",
                    "apimanagement.fluent.models.OperationContractInner"),
            Map.entry(
                    "Microsoft.ApiManagement/service/apis/policies", "apimanagement.fluent.models.PolicyContractInner"),
            Map.entry(
                    "Microsoft.Insights/dataCollectionRules", "monitor.fluent.models.DataCollectionRuleResourceInner"),
            Map.entry(
                    "Microsoft.Insights/dataCollectionRuleAssociations",
                    "monitor.fluent.models.DataCollectionRuleAssociationProxyOnlyResourceInner"),
            Map.entry(
                    "Microsoft.Insights/dataCollectionEndpoints",
                    "monitor.fluent.models.DataCollectionEndpointResourceInner"),
            Map.entry(
                    "Microsoft.Insights/diagnosticSettings", "monitor.fluent.models.DiagnosticSettingsResourceInner"));

    /** Members of API versions that are newer than the library, as the documentation of the service has them. */
    private static final Map<String, Set<String>> NEWER = Map.of(
            "Microsoft.Cache/redisEnterprise", Set.of("properties.highAvailability"),
            "Microsoft.Cache/redisEnterprise/databases", Set.of("properties.accessKeysAuthentication"),
            "Microsoft.Insights/dataCollectionRules",
                    Set.of("properties.dataSources.prometheusForwarder", "properties.destinations.monitoringAccounts"));

    /** Types that no library has at a version that can be had. */
    private static final Map<String, Set<String>> WITHOUT_CLASS = Map.of(
            "Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments",
            Set.of("properties", "properties.accessPolicyName", "properties.user", "properties.user.objectId"),
            "Microsoft.Monitor/accounts",
            Set.of("location", "tags", "tags.application", "tags.environment", "properties"));

    private static final ObjectMapper STRICT =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

    private ArmModels() {}

    /** Returns what the class of a resource does not know. */
    static List<String> problems(ArmTemplate.Resource resource) {
        String where = resource.type() + " " + resource.name() + ": ";
        JsonObject body = resource.body().deepCopy();
        Set<String> own = WITHOUT_CLASS.get(resource.type());
        if (own != null) {
            return paths(body, "").stream()
                    .filter(path -> !own.contains(path))
                    .map(path -> where + path)
                    .toList();
        }
        NEWER.getOrDefault(resource.type(), Set.of()).forEach(path -> remove(body, path));
        String name = CLASSES.get(resource.type());
        if (name == null) {
            return List.of(where + "a type without a class; add it to ArmModels");
        }
        try {
            Class<?> type = Class.forName(PACKAGE + name);
            return (ofJackson(type) ? strict(type, body) : written(type, body))
                    .stream().map(problem -> where + problem).toList();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the library has no class " + name, e);
        }
    }

    /** The older libraries are read by Jackson 2, the newer ones read themselves. */
    private static boolean ofJackson(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .noneMatch(method -> method.getName().equals("fromJson"));
    }

    private static List<String> strict(Class<?> type, JsonObject body) {
        // the base class Resource is not annotated any more
        body.remove("location");
        body.remove("tags");
        try {
            Object unused = STRICT.readValue(flattened(type, body).toString(), type);
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of(e.getOriginalMessage());
        }
    }

    /** The oldest classes have the members of {@code properties} as their own, with names such as {@code properties.port}. */
    private static JsonObject flattened(Class<?> type, JsonObject body) {
        boolean flat = Arrays.stream(type.getDeclaredFields())
                .map(field -> field.getAnnotation(JsonProperty.class))
                .anyMatch(property -> property != null && property.value().startsWith("properties."));
        if (!flat) {
            return body;
        }
        JsonObject flattened = new JsonObject();
        body.entrySet().forEach(member -> {
            if (member.getKey().equals("properties")) {
                member.getValue()
                        .getAsJsonObject()
                        .entrySet()
                        .forEach(property -> flattened.add("properties." + property.getKey(), property.getValue()));
            } else {
                flattened.add(member.getKey(), member.getValue());
            }
        });
        return flattened;
    }

    private static List<String> written(Class<?> type, JsonObject body) {
        StringWriter text = new StringWriter();
        try (JsonReader reader = JsonProviders.createReader(body.toString());
                JsonWriter writer = JsonProviders.createWriter(text)) {
            Object model = type.getMethod("fromJson", JsonReader.class).invoke(null, reader);
            ((JsonSerializable<?>) model).toJson(writer);
            writer.flush();
        } catch (InvocationTargetException e) {
            return List.of(Optional.ofNullable(e.getCause()).orElse(e).toString());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read with " + type, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> before = paths(body, "");
        List<String> after = paths(JsonParser.parseString(text.toString()), "");
        return before.stream().filter(path -> !after.contains(path)).toList();
    }

    /** The paths of all members that are not null, with the indexes of arrays. */
    private static List<String> paths(JsonElement value, String path) {
        List<String> paths = new ArrayList<>();
        if (value.isJsonObject()) {
            value.getAsJsonObject().entrySet().stream()
                    .filter(member -> !member.getValue().isJsonNull())
                    .forEach(member -> {
                        String own = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
                        paths.add(own);
                        paths.addAll(paths(member.getValue(), own));
                    });
        } else if (value.isJsonArray()) {
            for (int i = 0; i < value.getAsJsonArray().size(); i++) {
                paths.addAll(paths(value.getAsJsonArray().get(i), path + "[" + i + "]"));
            }
        }
        return paths;
    }

    private static void remove(JsonObject body, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            body.remove(path);
        } else if (body.has(path.substring(0, dot))) {
            remove(body.getAsJsonObject(path.substring(0, dot)), path.substring(dot + 1));
        }
    }
}
