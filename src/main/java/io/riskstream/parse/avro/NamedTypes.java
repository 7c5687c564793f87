package io.riskstream.parse.avro;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The records, enums and fixed types that a schema has declared so far, by full name. */
final class NamedTypes {
    private final Map<String, AvroType> types = new LinkedHashMap<>();

    /** Adds a type. Returns false if there is one of this name already. */
    boolean add(String fullName, AvroType type) {
        return types.putIfAbsent(fullName, type) == null;
    }

    /** Returns the type of a name as it is written inside a namespace. */
    Optional<AvroType> find(String name, String namespace) {
        AvroType inNamespace = types.get(fullName(name, namespace));
        return Optional.ofNullable(inNamespace != null ? inNamespace : types.get(name));
    }

    Set<String> names() {
        return types.keySet();
    }

    /** Returns the full name of a name as it is written inside a namespace. */
    static String fullName(String name, String namespace) {
        return name.indexOf('.') >= 0 || namespace.isEmpty() ? name : namespace + "." + name;
    }

    /** Returns the namespace of a full name; empty for none. */
    static String namespaceOf(String fullName) {
        return fullName.substring(0, Math.max(0, fullName.lastIndexOf('.')));
    }
}
