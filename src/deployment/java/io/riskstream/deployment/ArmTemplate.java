package io.riskstream.deployment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template of Azure Resource Manager with the parameters of one environment: the resources that a deployment would create, and what is wrong with it. */
final class ArmTemplate {
    private static final Set<String> TEMPLATE_MEMBERS =
            Set.of("$schema", "contentVersion", "metadata", "parameters", "variables", "resources", "outputs");
    /** What every resource may have. Other members belong to its type. */
    private static final Set<String> DEPLOYMENT_MEMBERS =
            Set.of("type", "apiVersion", "name", "condition", "copy", "dependsOn", "scope");

    private static final Set<String> PARAMETER_MEMBERS = Set.of(
            "type", "defaultValue", "allowedValues", "minValue", "maxValue", "minLength", "maxLength", "metadata");

    /** A resource with evaluated expressions. {@code body} contains the members that are sent to the service. */
    record Resource(String type, String apiVersion, String name, String id, boolean created, JsonObject body) {}

    private final JsonObject template;
    private final JsonObject values;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Set<String> parametersUsed = new TreeSet<>();
    private final Set<String> variablesUsed = new TreeSet<>();
    private final Map<String, List<String>> references = new LinkedHashMap<>();

    /**
     * Evaluates a template.
     *
     * @param template the text of the template
     * @param parameters the text of a file of parameters
     */
    ArmTemplate(String template, String parameters) {
        this.template = JsonParser.parseString(template).getAsJsonObject();
        values = JsonParser.parseString(parameters).getAsJsonObject().getAsJsonObject("parameters");
        unknownMembers("template", this.template, TEMPLATE_MEMBERS);
        declarations();
        for (JsonElement resource : this.template.getAsJsonArray("resources")) {
            attempt("resources", () -> resource(resource.getAsJsonObject()));
        }
        this.template
                .getAsJsonObject("outputs")
                .entrySet()
                .forEach(output -> attempt("outputs." + output.getKey(), () -> {
                    JsonElement unused = evaluate(
                            output.getValue().getAsJsonObject().get("value"), -1, "outputs." + output.getKey());
                }));
        dangling();
        unused("parameter", this.template.getAsJsonObject("parameters").keySet(), parametersUsed);
        unused("variable", this.template.getAsJsonObject("variables").keySet(), variablesUsed);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    List<Resource> resources() {
        return List.copyOf(resources.values());
    }

    private void attempt(String where, Runnable step) {
        try {
            step.run();
        } catch (IllegalArgumentException | IllegalStateException e) {
            problems.add(where + ": " + e.getMessage());
        }
    }

    private void unknownMembers(String where, JsonObject object, Set<String> known) {
        object.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add(where + ": unknown member '" + name + "'"));
    }

    private void unused(String kind, Set<String> declared, Set<String> used) {
        declared.stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> problems.add(kind + " '" + name + "' is not used"));
    }

    private void declarations() {
        JsonObject declared = template.getAsJsonObject("parameters");
        values.keySet().stream()
                .filter(name -> !declared.has(name))
                .forEach(name -> problems.add("parameters: '" + name + "' is not a parameter of the template"));
        declared.entrySet().forEach(entry -> {
            String where = "parameter '" + entry.getKey() + "'";
            JsonObject declaration = entry.getValue().getAsJsonObject();
            unknownMembers(where, declaration, PARAMETER_MEMBERS);
            if (values.has(entry.getKey())) {
                JsonObject given = values.getAsJsonObject(entry.getKey());
                if (given.has("value")) {
                    parameterValue(where, declaration, given.get("value"));
                } else if (!given.has("reference")) {
                    problems.add(where + ": neither value nor reference");
                } else if (!declaration.get("type").getAsString().startsWith("secure")) {
                    problems.add(where + ": a reference to Key Vault needs a secure type");
                }
            } else if (!declaration.has("defaultValue")) {
                problems.add(where + ": no value");
            }
        });
    }

    private void parameterValue(String where, JsonObject declaration, JsonElement value) {
        String type = declaration.get("type").getAsString();
        boolean fits =
                switch (type) {
                    case "string" ->
                        value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
                    case "int" ->
                        value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
                    case "bool" ->
                        value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
                    case "array" -> value.isJsonArray();
                    default -> false; // a secure value in a file
                };
        if (!fits) {
            problems.add(where + ": not a value of type " + type);
        } else if (declaration.has("allowedValues")
                && !declaration.getAsJsonArray("allowedValues").contains(value)) {
            problems.add(where + ": not one of the allowed values: " + value);
        } else if (type.equals("int")
                && declaration.has("minValue")
                && value.getAsInt() < declaration.get("minValue").getAsInt()) {
            problems.add(where + ": below the least value: " + value);
        } else if (type.equals("string")
                && declaration.has("maxLength")
                && value.getAsString().length() > declaration.get("maxLength").getAsInt()) {
            problems.add(where + ": too long: " + value);
        }
    }

    private JsonElement evaluate(JsonElement value, int copyIndex, String where) {
        return ArmExpression.evaluateAll(
                value,
                new ArmExpression.Scope(
                        this::parameter,
                        name -> variable(name, copyIndex, where),
                        id -> reference(id, where),
                        copyIndex));
    }

    private JsonElement parameter(String name) {
        JsonObject declared = template.getAsJsonObject("parameters");
        if (!declared.has(name)) {
            throw new IllegalArgumentException("no parameter '" + name + "'");
        }
        parametersUsed.add(name);
        if (values.has(name)) {
            JsonObject given = values.getAsJsonObject(name);
            return given.has("value") ? given.get("value") : new JsonPrimitive("a-secret");
        }
        return declared.getAsJsonObject(name).has("defaultValue")
                ? ArmExpression.withoutRuntime(
                        evaluate(declared.getAsJsonObject(name).get("defaultValue"), -1, "parameter " + name))
                : new JsonPrimitive("missing");
    }

    private JsonElement variable(String name, int copyIndex, String where) {
        JsonObject declared = template.getAsJsonObject("variables");
        if (!declared.has(name)) {
            throw new IllegalArgumentException("no variable '" + name + "'");
        }
        variablesUsed.add(name);
        return evaluate(declared.get(name), copyIndex, where);
    }

    private JsonElement reference(String id, String where) {
        references.computeIfAbsent(id, unused -> new ArrayList<>()).add(where + " (reference)");
        return ArmExpression.runtime("value-of-" + id.substring(id.lastIndexOf('/') + 1));
    }

    private void resource(JsonObject declared) {
        if (!declared.has("copy")) {
            copy(declared, -1);
            return;
        }
        int count = evaluate(declared.getAsJsonObject("copy").get("count"), -1, "copy")
                .getAsInt();
        for (int i = 0; i < count; i++) {
            copy(declared, i);
        }
    }

    private void copy(JsonObject declared, int index) {
        for (String required : List.of("type", "apiVersion", "name")) {
            if (!declared.has(required)) {
                throw new IllegalArgumentException("a resource without '" + required + "'");
            }
        }
        String type = declared.get("type").getAsString();
        String where = type + " "
                + ArmExpression.withoutRuntime(evaluate(declared.get("name"), index, type))
                        .getAsString();
        attempt(where, () -> {
            JsonObject evaluated = evaluate(declared, index, where).getAsJsonObject();
            evaluated = ArmExpression.withoutRuntime(evaluated).getAsJsonObject();
            String name = evaluated.get("name").getAsString();
            String scope = evaluated.has("scope")
                    ? evaluated.get("scope").getAsString()
                    : "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group";
            String id = scope + "/providers/" + path(type, name);
            boolean created =
                    !evaluated.has("condition") || evaluated.get("condition").getAsBoolean();
            if (created && evaluated.has("scope")) {
                references.computeIfAbsent(scope, unused -> new ArrayList<>()).add(where + " (scope)");
            }
            for (JsonElement dependency :
                    evaluated.has("dependsOn") ? evaluated.getAsJsonArray("dependsOn") : new JsonArray()) {
                references
                        .computeIfAbsent(dependency.getAsString(), unused -> new ArrayList<>())
                        .add(where + " (dependsOn)");
            }
            JsonObject body = new JsonObject();
            for (Map.Entry<String, JsonElement> member : evaluated.entrySet()) {
                if (!DEPLOYMENT_MEMBERS.contains(member.getKey())) {
                    body.add(member.getKey(), member.getValue());
                }
            }
            Resource resource = new Resource(type, evaluated.get("apiVersion").getAsString(), name, id, created, body);
            if (resources.put(id, resource) != null) {
                problems.add(where + ": declared twice");
            }
            ids(body).forEach(other -> references
                    .computeIfAbsent(other, unused -> new ArrayList<>())
                    .add(where));
        });
    }

    private static String path(String type, String name) {
        String[] types = type.split("/", -1);
        String[] names = name.split("/", -1);
        if (types.length - 1 != names.length) {
            throw new IllegalArgumentException(
                    "the type has " + (types.length - 1) + " parts and the name has " + names.length);
        }
        StringBuilder path = new StringBuilder(types[0]);
        for (int i = 0; i < names.length; i++) {
            path.append('/').append(types[i + 1]).append('/').append(names[i]);
        }
        return path.toString();
    }

    /** The identifiers of resources of the group in a body. */
    private static Set<String> ids(JsonElement body) {
        Set<String> ids = new TreeSet<>();
        Matcher id = Pattern.compile("\"(/subscriptions/[^\"]*/resourceGroups/group/providers/[^\"]+)\"")
                .matcher(body.toString());
        while (id.find()) {
            ids.add(id.group(1));
        }
        return ids;
    }

    /** Every resource that is referred to is declared, or is a part of one: a subnet, or a role that a service defines itself. */
    private void dangling() {
        references.forEach((id, where) -> {
            String subnet = "/subnets/";
            String network = id.contains(subnet) ? id.substring(0, id.indexOf(subnet)) : "";
            boolean isSubnet = resources.containsKey(network)
                    && !id.substring(id.indexOf(subnet) + subnet.length()).contains("/")
                    && resources
                            .get(network)
                            .body()
                            .toString()
                            .contains("\"name\":\"" + id.substring(id.lastIndexOf('/') + 1) + "\"");
            boolean builtIn = id.contains("/sqlRoleDefinitions/00000000-0000-0000-0000-00000000000");
            if (!resources.containsKey(id) && !isSubnet && !builtIn) {
                problems.add(where.get(0) + ": no resource " + id.substring(id.indexOf("/providers/") + 1));
            }
        });
    }
}
