package io.riskstream.validate.compiled;

import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.JsonKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keywords that constrain objects. */
final class ObjectChecks {
    private static final Set<JsonKind> OBJECTS = EnumSet.of(JsonKind.OBJECT);

    private ObjectChecks() {}

    /** {@code properties} and {@code additionalProperties}: one schema for each named member, and one for the others. */
    static final class Members extends KeywordCheck {
        private final String[] names;
        private final KeywordCheck[] checks;
        private final Map<String, KeywordCheck> named;
        private final KeywordCheck others;

        /** @param others the schema of the members without a name here; {@link BooleanSchema#TRUE} without {@code additionalProperties} */
        Members(Map<String, KeywordCheck> named, KeywordCheck others) {
            super(OBJECTS);
            this.named = named;
            this.names = named.keySet().toArray(String[]::new);
            this.checks = named.values().toArray(KeywordCheck[]::new);
            this.others = others;
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            int found = 0;
            for (int i = 0; i < names.length; i++) {
                Object value = members.get(names[i]);
                if (value != null) {
                    found++;
                    if (!checks[i].accepts(value)) {
                        return false;
                    }
                }
            }
            return others == BooleanSchema.TRUE
                    || found == members.size()
                    || others != BooleanSchema.FALSE && acceptsOthers(members);
        }

        private boolean acceptsOthers(Map<?, ?> members) {
            for (Map.Entry<?, ?> member : members.entrySet()) {
                if (!named.containsKey(member.getKey()) && !others.accepts(member.getValue())) {
                    return false;
                }
            }
            return true;
        }

        @Override
        FlatObjectCheck flatten(FlatObject object) {
            List<FlatObjectCheck> flat = new ArrayList<>();
            named.forEach((name, check) -> {
                object.addConstrainedName(name);
                flat.add(FlatObjectCheck.member(object, name, check));
            });
            if (others != BooleanSchema.TRUE) {
                object.constrainAllNames();
                object.members().keySet().stream()
                        .filter(name -> !named.containsKey(name))
                        .forEach(name -> flat.add(
                                others == BooleanSchema.FALSE
                                        ? FlatObjectCheck.not(FlatObjectCheck.has(object, name))
                                        : FlatObjectCheck.member(object, name, others)));
            }
            return FlatObjectCheck.all(flat);
        }
    }

    /** {@code required}, or {@code dependentRequired} for one condition. */
    static final class Required extends KeywordCheck {
        private final String condition;
        private final String[] names;

        /** @param condition the member that must be present for the others to be required; null if they are always required */
        Required(String condition, List<String> names) {
            super(OBJECTS);
            this.condition = condition;
            this.names = names.toArray(String[]::new);
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            if (condition != null && !members.containsKey(condition)) {
                return true;
            }
            for (String name : names) {
                if (!members.containsKey(name)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        FlatObjectCheck flatten(FlatObject object) {
            List<FlatObjectCheck> present = new ArrayList<>();
            for (String name : names) {
                object.addConstrainedName(name);
                present.add(FlatObjectCheck.has(object, name));
            }
            FlatObjectCheck all = FlatObjectCheck.all(present);
            if (condition == null) {
                return all;
            }
            object.addConstrainedName(condition);
            return FlatObjectCheck.either(FlatObjectCheck.not(FlatObjectCheck.has(object, condition)), all);
        }
    }

    /** {@code minProperties} or {@code maxProperties}. */
    static final class MemberCount extends KeywordCheck {
        private final int min;
        private final int max;

        MemberCount(int min, int max) {
            super(OBJECTS);
            this.min = min;
            this.max = max;
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            return allows(members.size());
        }

        private boolean allows(int count) {
            return count >= min && count <= max;
        }

        @Override
        FlatObjectCheck flatten(FlatObject object) {
            object.constrainAllNames();
            FlatObjectCheck[] members = object.members().keySet().stream()
                    .map(name -> FlatObjectCheck.has(object, name))
                    .toArray(FlatObjectCheck[]::new);
            return new FlatObjectCheck() {
                @Override
                boolean accepts(FieldValues values) {
                    int count = 0;
                    for (FlatObjectCheck member : members) {
                        count += member.accepts(values) ? 1 : 0;
                    }
                    return allows(count);
                }
            };
        }
    }

    /** {@code propertyNames}. */
    static final class Names extends KeywordCheck {
        private final KeywordCheck check;

        Names(KeywordCheck check) {
            super(OBJECTS);
            this.check = check;
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            for (Object name : members.keySet()) {
                if (!check.accepts(name)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        FlatObjectCheck flatten(FlatObject object) {
            object.constrainAllNames();
            List<FlatObjectCheck> absent = new ArrayList<>();
            for (String name : object.members().keySet()) {
                if (!check.acceptsString(name)) {
                    absent.add(FlatObjectCheck.not(FlatObjectCheck.has(object, name)));
                }
            }
            return FlatObjectCheck.all(absent);
        }
    }

    /** {@code dependentSchemas} for one condition: if that member is present, the whole object must match a schema. */
    static final class Dependent extends KeywordCheck {
        private final String condition;
        private final KeywordCheck check;

        Dependent(String condition, KeywordCheck check) {
            super(OBJECTS);
            this.condition = condition;
            this.check = check;
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            return !members.containsKey(condition) || check.acceptsObject(members);
        }

        @Override
        FlatObjectCheck flatten(FlatObject object) {
            object.addConstrainedName(condition);
            return FlatObjectCheck.either(
                    FlatObjectCheck.not(FlatObjectCheck.has(object, condition)), check.flatten(object));
        }
    }
}
