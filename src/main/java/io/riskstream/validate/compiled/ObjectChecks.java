package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.event.FieldValues;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.FailureMessages;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.ValidationFailure;
import io.riskstream.validate.schema.ValueLocation;
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
    static final class Members extends KeywordCheck {
        private final JsonObject rule;
        private final String[] names;
        private final KeywordCheck[] checks;
        private final Map<String, KeywordCheck> known;
        private final KeywordCheck rest;

        /** @param rest what the others must be; they may be anything without {@code additionalProperties} */
        Members(JsonObject rule, Map<String, KeywordCheck> known, KeywordCheck rest) {
            super(OBJECTS);
            this.rule = rule;
            this.known = known;
            this.names = known.keySet().toArray(String[]::new);
            this.checks = known.values().toArray(KeywordCheck[]::new);
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
            return rest == BooleanSchema.TRUE
                    || found == members.size()
                    || rest != BooleanSchema.FALSE && restAccepts(members);
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
        void explain(Object value, ValueLocation place, FailureList failures) {
            if (!(value instanceof Map<?, ?> members)) {
                return;
            }
            for (Map.Entry<?, ?> member : members.entrySet()) {
                if (failures.isFull()) {
                    return;
                }
                String name = (String) member.getKey();
                KeywordCheck check = known.get(name);
                if (check != null) {
                    check.explain(member.getValue(), place.inner(name, "properties"), failures);
                } else if (rest == BooleanSchema.FALSE) {
                    String message = FailureMessages.unknown(name, rule);
                    failures.add(new ValidationFailure("additionalProperties", place.child(name), message));
                } else {
                    rest.explain(member.getValue(), place.inner(name, "additionalProperties"), failures);
                }
            }
        }

        @Override
        FlatObjectCheck on(FlatObject object) {
            List<FlatObjectCheck> flat = new ArrayList<>();
            known.forEach((name, check) -> {
                object.mention(name);
                flat.add(FlatObjectCheck.member(object, name, check));
            });
            if (rest != BooleanSchema.TRUE) {
                object.close();
                object.members().keySet().stream()
                        .filter(name -> !known.containsKey(name))
                        .forEach(name -> flat.add(
                                rest == BooleanSchema.FALSE
                                        ? FlatObjectCheck.not(FlatObjectCheck.has(object, name))
                                        : FlatObjectCheck.member(object, name, rest)));
            }
            return FlatObjectCheck.all(flat);
        }
    }

    /** {@code required}; and {@code dependentRequired}, for one member that asks for others. */
    static final class Required extends KeywordCheck {
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
        void explain(Object value, ValueLocation place, FailureList failures) {
            if (value instanceof Map<?, ?> members && isAsked(members)) {
                for (String name : names) {
                    if (!members.containsKey(name)) {
                        failures.add(new ValidationFailure(keyword, place.child(name), FailureMessages.MISSING));
                    }
                }
            }
        }

        @Override
        FlatObjectCheck on(FlatObject object) {
            List<FlatObjectCheck> present = new ArrayList<>();
            for (String name : names) {
                object.mention(name);
                present.add(FlatObjectCheck.has(object, name));
            }
            FlatObjectCheck all = FlatObjectCheck.all(present);
            if (asker == null) {
                return all;
            }
            object.mention(asker);
            return FlatObjectCheck.either(FlatObjectCheck.not(FlatObjectCheck.has(object, asker)), all);
        }
    }

    /** {@code minProperties} or {@code maxProperties}. */
    static final class MemberCount extends KeywordCheck.Assertion {
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
        FlatObjectCheck on(FlatObject object) {
            object.close();
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
    static final class Names extends KeywordCheck.Assertion {
        private final KeywordCheck check;

        Names(JsonObject rule, KeywordCheck check) {
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
        FlatObjectCheck on(FlatObject object) {
            object.close();
            List<FlatObjectCheck> absent = new ArrayList<>();
            for (String name : object.members().keySet()) {
                if (!check.acceptsText(name)) {
                    absent.add(FlatObjectCheck.not(FlatObjectCheck.has(object, name)));
                }
            }
            return FlatObjectCheck.all(absent);
        }
    }

    /** {@code dependentSchemas}, for one member that asks the whole object to fit a schema. */
    static final class Dependent extends KeywordCheck {
        private final String asker;
        private final KeywordCheck check;

        Dependent(String asker, KeywordCheck check) {
            super(OBJECTS);
            this.asker = asker;
            this.check = check;
        }

        @Override
        boolean acceptsObject(Map<?, ?> members) {
            return !members.containsKey(asker) || check.acceptsObject(members);
        }

        @Override
        void explain(Object value, ValueLocation place, FailureList failures) {
            if (value instanceof Map<?, ?> members && members.containsKey(asker)) {
                check.explain(value, place, failures);
            }
        }

        @Override
        boolean misfits(Object value) {
            return value instanceof Map<?, ?> members && members.containsKey(asker) && check.misfits(value);
        }

        @Override
        FlatObjectCheck on(FlatObject object) {
            object.mention(asker);
            return FlatObjectCheck.either(FlatObjectCheck.not(FlatObjectCheck.has(object, asker)), check.on(object));
        }
    }
}
