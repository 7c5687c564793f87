package io.riskstream.validate.schema;

import io.riskstream.event.NullValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which members that are null count as absent: those whose schema does not allow null. One rule is for one place of an event; it finds the rules
 * of the members and items inside on first use. Only one thread at a time may use it.
 */
public final class NullRule {
    /** Every null is a value. */
    public static final NullRule KEEP = new NullRule(Optional.empty(), new HashMap<>());

    /** The rules of all places by their schemas, so that a schema that refers to itself has a finite number of rules. */
    private final Map<List<String>, NullRule> all;

    private final Optional<AppliedSchemas> schemas;
    private final boolean isAbsent;
    private final boolean hasInner;
    private final boolean hasPatterns;
    private final boolean hasSeparateItems;
    private final Map<String, NullRule> members = new HashMap<>();
    private NullRule others;
    private NullRule items;

    private NullRule(Optional<AppliedSchemas> schemas, Map<List<String>, NullRule> all) {
        this.schemas = schemas;
        this.all = all;
        this.isAbsent = schemas.isPresent() && !schemas.get().allowsNull();
        this.hasInner = schemas.isPresent() && schemas.get().constrainsInner();
        this.hasPatterns = schemas.isPresent() && schemas.get().has("patternProperties");
        this.hasSeparateItems = schemas.isPresent() && schemas.get().has("prefixItems");
    }

    /** Returns the rule of the event itself. */
    public static NullRule ofEvent(SchemaDocument document) {
        return new NullRule(Optional.of(AppliedSchemas.ofEvent(document)), new HashMap<>());
    }

    /** True if the member counts as absent when it is null. */
    public boolean isAbsent() {
        return isAbsent;
    }

    /** True if a member inside the value, at any depth, may count as absent. */
    public boolean hasInner() {
        return hasInner;
    }

    /** Returns the rule of a member of an object. */
    public NullRule member(String name) {
        if (!hasInner) {
            return KEEP;
        }
        NullRule known = members.get(name);
        if (known == null && schemas.orElseThrow().names().contains(name)) {
            known = rule(schemas.orElseThrow().member(name));
            members.put(name, known);
        }
        if (known != null) {
            return known;
        }
        if (hasPatterns) { // names have no bound, so their rules are not kept
            return rule(schemas.orElseThrow().member(name));
        }
        if (others == null) {
            others = rule(schemas.orElseThrow().member(name));
        }
        return others;
    }

    /** Returns the rule of an item of a list. */
    public NullRule item(int index) {
        if (!hasInner) {
            return KEEP;
        }
        if (hasSeparateItems) {
            return rule(schemas.orElseThrow().item(index));
        }
        if (items == null) {
            items = rule(schemas.orElseThrow().item(index));
        }
        return items;
    }

    private NullRule rule(AppliedSchemas inner) {
        return inner.isEmpty() ? KEEP : all.computeIfAbsent(inner.key(), key -> new NullRule(Optional.of(inner), all));
    }

    /** Returns a value of this place without the members inside it that count as absent; the same value if there are none. */
    public Object apply(Object value) {
        if (hasInner && value instanceof Map<?, ?> object) {
            return ofObject(object);
        }
        return hasInner && value instanceof List<?> list ? ofList(list) : value;
    }

    private Map<?, ?> ofObject(Map<?, ?> object) {
        Map<Object, Object> changed = null;
        for (Map.Entry<?, ?> member : object.entrySet()) {
            Object value = member.getValue();
            boolean isNull = value == NullValue.NULL;
            if (!isNull && !(value instanceof Map<?, ?>) && !(value instanceof List<?>)) {
                continue;
            }
            NullRule rule = member((String) member.getKey());
            Object inner = rule.apply(value);
            if (isNull ? rule.isAbsent : inner != value) {
                changed = changed == null ? new LinkedHashMap<>(object) : changed;
                if (isNull) {
                    changed.remove(member.getKey());
                } else {
                    changed.put(member.getKey(), inner);
                }
            }
        }
        return changed == null ? object : changed;
    }

    private List<?> ofList(List<?> list) {
        List<Object> changed = null;
        for (int i = 0; i < list.size(); i++) {
            Object value = list.get(i);
            if (value instanceof Map<?, ?> || value instanceof List<?>) {
                Object inner = item(i).apply(value);
                if (inner != value) {
                    changed = changed == null ? new ArrayList<>(list) : changed;
                    changed.set(i, inner);
                }
            }
        }
        return changed == null ? list : changed;
    }
}
