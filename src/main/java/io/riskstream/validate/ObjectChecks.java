package io.riskstream.validate;

import com.google.gson.JsonObject;
import io.riskstream.FieldValues;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keywords about objects. */
final class ObjectChecks {
    private static final Set<JsonKind> OBJECTS = EnumSet.of(JsonKind.OBJECT);

    private ObjectChecks() {}

    /** {@code properties} and {@code additionalProperties}: known members each by their own schema, the rest by one. */
    static final class Members extends Check {
        private final JsonObject rule;
        private final String[] names;
        private final Check[] checks;
        private final Map<String, Check> known;
        private final Check rest;

        /** @param rest what the others must be; they may be anything without {@code additionalProperties} */
        Members(JsonObject rule, Map<String, Check> known, Check rest) {
            super(OBJECTS);
            this.rule = rule;
            this.known = known;
            this.names = known.keySet().toArray(String[]::new);
            this.checks = known.values().toArray(Check[]::new);
            this.rest = rest;
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
            return rest == Fixed.TRUE || found == members.size() || rest != Fixed.FALSE && restAccepts(members);
        }

        private boolean restAccepts(Map<?, ?> members) {
            for (Map.Entry<?, ?> member : members.entrySet()) {
                if (!known.containsKey(member.getKey()) && !rest.accepts(member.getValue())) {
                    return false;
                }
            }
            return true;
        }

        @Override
        void explain(Object value, Place place, FailureList failures) {
            if (!(value instanceof Map<?, ?> members)) {
                return;
            }
            for (Map.Entry<?, ?> member : members.entrySet()) {
                if (failures.isFull()) {
                    return;
                }
                String name = (String) member.getKey();
                Check check = known.get(name);
                if (check != null) {
                    check.explain(member.getValue(), place.inner(name, "properties"), failures);
                } else if (rest == Fixed.FALSE) {
                    String message = FailureText.unknown(name, rule);
                    failures.add(new Failure("additionalProperties", place.child(name), message));
                } else {
                    rest.explain(member.getValue(), place.inner(name, "additionalProperties"), failures);
                }
            }
        }

        @Override
        FlatCheck on(FlatObject object) {
            List<FlatCheck> flat = new ArrayList<>();
            known.forEach((name, check) -> {
                object.mention(name);
                flat.add(FlatCheck.member(object, name, check));
            });
            if (rest != Fixed.TRUE) {
                object.close();
                object.members().keySet().stream()
                        .filter(name -> !known.containsKey(name))
                        .forEach(name -> flat.add(
                                rest == Fixed.FALSE
                                        ? FlatCheck.not(FlatCheck.has(object, name))
                                        : FlatCheck.member(object, name, rest)));
            }
            return FlatCheck.all(flat);
        }
    }

    /** {@code required}; and {@code dependentRequired}, for one member that asks for others. */
    static final class Required extends Check {
        private final String keyword;
        private final String asker;
        private final String[] names;

        /** @param asker the member that asks for the others; null if they are always asked for */
        Required(String keyword, String asker, List<String> names) {
            super(OBJECTS);
            this.keyword = keyword;
            this.asker = asker;
            this.names = names.toArray(String[]::new);
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            if (!isAsked(members)) {
                return true;
            }
            for (String name : names) {
                if (!members.containsKey(name)) {
                    return false;
                }
            }
            return true;
        }

        private boolean isAsked(Map<?, ?> members) {
            return asker == null || members.containsKey(asker);
        }

        @Override
        void explain(Object value, Place place, FailureList failures) {
            if (value instanceof Map<?, ?> members && isAsked(members)) {
                for (String name : names) {
                    if (!members.containsKey(name)) {
                        failures.add(new Failure(keyword, place.child(name), FailureText.MISSING));
                    }
                }
            }
        }

        @Override
        FlatCheck on(FlatObject object) {
            List<FlatCheck> present = new ArrayList<>();
            for (String name : names) {
                object.mention(name);
                present.add(FlatCheck.has(object, name));
            }
            FlatCheck all = FlatCheck.all(present);
            if (asker == null) {
                return all;
            }
            object.mention(asker);
            return FlatCheck.either(FlatCheck.not(FlatCheck.has(object, asker)), all);
        }
    }

    /** {@code minProperties} or {@code maxProperties}. */
    static final class MemberCount extends Check.Assertion {
        private final int least;
        private final int most;

        MemberCount(String keyword, JsonObject rule, int least, int most) {
            super(keyword, rule, OBJECTS);
            this.least = least;
            this.most = most;
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            return allows(members.size());
        }

        private boolean allows(int count) {
            return count >= least && count <= most;
        }

        @Override
        FlatCheck on(FlatObject object) {
            object.close();
            FlatCheck[] members = object.members().keySet().stream()
                    .map(name -> FlatCheck.has(object, name))
                    .toArray(FlatCheck[]::new);
            return new FlatCheck() {
                @Override
                boolean accepts(FieldValues values) {
                    int count = 0;
                    for (FlatCheck member : members) {
                        count += member.accepts(values) ? 1 : 0;
                    }
                    return allows(count);
                }
            };
        }
    }

    /** {@code propertyNames}. */
    static final class Names extends Check.Assertion {
        private final Check check;

        Names(JsonObject rule, Check check) {
            super("propertyNames", rule, OBJECTS);
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
        FlatCheck on(FlatObject object) {
            object.close();
            List<FlatCheck> absent = new ArrayList<>();
            for (String name : object.members().keySet()) {
                if (!check.acceptsText(name)) {
                    absent.add(FlatCheck.not(FlatCheck.has(object, name)));
                }
            }
            return FlatCheck.all(absent);
        }
    }

    /** {@code dependentSchemas}, for one member that asks the whole object to fit a schema. */
    static final class Dependent extends Check {
        private final String asker;
        private final Check check;

        Dependent(String asker, Check check) {
            super(OBJECTS);
            this.asker = asker;
            this.check = check;
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            return !members.containsKey(asker) || check.acceptsObject(members);
        }

        @Override
        void explain(Object value, Place place, FailureList failures) {
            if (value instanceof Map<?, ?> members && members.containsKey(asker)) {
                check.explain(value, place, failures);
            }
        }

        @Override
        boolean misfits(Object value) {
            return value instanceof Map<?, ?> members && members.containsKey(asker) && check.misfits(value);
        }

        @Override
        FlatCheck on(FlatObject object) {
            object.mention(asker);
            return FlatCheck.either(FlatCheck.not(FlatCheck.has(object, asker)), check.on(object));
        }
    }
}
