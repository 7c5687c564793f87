package io.riskstream.bench;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.event.ValueKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Twelve rules of the flood scorecard in four languages, and claims for them. */
final class FloodRules {
    static final int EVENTS = 64;

    /** A hand-written rule. */
    interface Rule {
        boolean holds(Event event);
    }

    static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "flood";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("building", FieldType.LONG),
                    new Field("contents", FieldType.LONG),
                    new Field("waterDepth", FieldType.LONG),
                    new Field("zone", FieldType.STRING),
                    new Field("basement", FieldType.LONG),
                    new Field("floors", FieldType.LONG),
                    new Field("built", FieldType.STRING),
                    new Field("market.cpi", FieldType.DOUBLE),
                    new Field("disaster.incident_type", FieldType.STRING),
                    new Field("disaster.declarations", FieldType.LONG),
                    new Field("county.density", FieldType.DOUBLE),
                    new Field("county.median_income", FieldType.LONG));
        }
    }));

    private static final int BUILDING = TYPE.slot("building");
    private static final int CONTENTS = TYPE.slot("contents");
    private static final int WATER_DEPTH = TYPE.slot("waterDepth");
    private static final int ZONE = TYPE.slot("zone");
    private static final int BASEMENT = TYPE.slot("basement");
    private static final int FLOORS = TYPE.slot("floors");
    private static final int BUILT = TYPE.slot("built");
    private static final int CPI = TYPE.slot("market.cpi");
    private static final int INCIDENT_TYPE = TYPE.slot("disaster.incident_type");
    private static final int DECLARATIONS = TYPE.slot("disaster.declarations");
    private static final int DENSITY = TYPE.slot("county.density");
    private static final int INCOME = TYPE.slot("county.median_income");
    private static final Set<String> STORMS = Set.of("Hurricane", "Typhoon", "Tropical Storm");

    static final List<String> CONDITIONS = List.of(
            "building >= 75000",
            "contents >= 40000",
            "has(market.cpi) && (building + contents) * 260 / market.cpi >= 300000",
            "has(disaster.incident_type) && disaster.incident_type in ['Hurricane', 'Typhoon', 'Tropical Storm']",
            "has(disaster.declarations) && disaster.declarations >= 2",
            "has(waterDepth) && waterDepth >= 3",
            "has(zone) && zone.startsWith('V') && has(disaster.incident_type) && disaster.incident_type == 'Hurricane'",
            "!has(basement) || basement < 1",
            "has(floors) && floors in [1, 2]",
            "has(built) && built < '1975-01-01'",
            "has(county.density) && county.density < 500",
            "has(county.median_income) && county.median_income >= 50000");

    static final List<String> CEL = List.of(
            "e.building >= 75000",
            "e.contents >= 40000",
            "has(e.market.cpi) && double((e.building + e.contents) * 260) / e.market.cpi >= 300000",
            "has(e.disaster.incident_type) && e.disaster.incident_type in ['Hurricane', 'Typhoon', 'Tropical Storm']",
            "has(e.disaster.declarations) && e.disaster.declarations >= 2",
            "has(e.waterDepth) && e.waterDepth >= 3",
            "has(e.zone) && e.zone.startsWith('V') && has(e.disaster.incident_type) && e.disaster.incident_type == 'Hurricane'",
            "!has(e.basement) || e.basement < 1",
            "has(e.floors) && e.floors in [1, 2]",
            "has(e.built) && e.built < '1975-01-01'",
            "has(e.county.density) && e.county.density < 500",
            "has(e.county.median_income) && e.county.median_income >= 50000");

    static final List<String> JEXL = List.of(
            "e.building >= 75000",
            "e.contents >= 40000",
            "e.market.cpi != null && (e.building + e.contents) * 260 / e.market.cpi >= 300000",
            "e.disaster.incident_type != null && e.disaster.incident_type =~ ['Hurricane', 'Typhoon', 'Tropical Storm']",
            "e.disaster.declarations != null && e.disaster.declarations >= 2",
            "e.waterDepth != null && e.waterDepth >= 3",
            "e.zone != null && e.zone =^ 'V' && e.disaster.incident_type != null && e.disaster.incident_type == 'Hurricane'",
            "e.basement == null || e.basement < 1",
            "e.floors != null && (e.floors == 1 || e.floors == 2)",
            "e.built != null && e.built < '1975-01-01'",
            "e.county.density != null && e.county.density < 500",
            "e.county.median_income != null && e.county.median_income >= 50000");

    private FloodRules() {}

    static List<Rule> plain() {
        return List.of(
                e -> e.kind(BUILDING) == ValueKind.LONG && e.integer(BUILDING) >= 75_000,
                e -> e.kind(CONTENTS) == ValueKind.LONG && e.integer(CONTENTS) >= 40_000,
                e -> e.kind(CPI) == ValueKind.DOUBLE
                        && (e.integer(BUILDING) + e.integer(CONTENTS)) * 260 / e.number(CPI) >= 300_000,
                e -> e.kind(INCIDENT_TYPE) == ValueKind.STRING && STORMS.contains(e.string(INCIDENT_TYPE)),
                e -> e.kind(DECLARATIONS) == ValueKind.LONG && e.integer(DECLARATIONS) >= 2,
                e -> e.kind(WATER_DEPTH) == ValueKind.LONG && e.integer(WATER_DEPTH) >= 3,
                e -> e.kind(ZONE) == ValueKind.STRING
                        && e.string(ZONE).startsWith("V")
                        && e.kind(INCIDENT_TYPE) == ValueKind.STRING
                        && e.string(INCIDENT_TYPE).equals("Hurricane"),
                e -> e.kind(BASEMENT) != ValueKind.LONG || e.integer(BASEMENT) < 1,
                e -> e.kind(FLOORS) == ValueKind.LONG && (e.integer(FLOORS) == 1 || e.integer(FLOORS) == 2),
                e -> e.kind(BUILT) == ValueKind.STRING && e.string(BUILT).compareTo("1975-01-01") < 0,
                e -> e.kind(DENSITY) == ValueKind.DOUBLE && e.number(DENSITY) < 500,
                e -> e.kind(INCOME) == ValueKind.LONG && e.integer(INCOME) >= 50_000);
    }

    /** Returns claims as maps: half of the optional fields are missing. */
    static List<Map<String, Object>> maps() {
        Random random = new Random(1);
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            Map<String, Object> claim = new HashMap<>();
            claim.put("building", 1000L * random.nextInt(250));
            claim.put("contents", 1000L * random.nextInt(100));
            putOften(random, claim, "waterDepth", (long) random.nextInt(8));
            putOften(random, claim, "zone", List.of("VE", "AE", "X", "A10").get(random.nextInt(4)));
            putOften(random, claim, "basement", (long) random.nextInt(4) - 1);
            putOften(random, claim, "floors", (long) random.nextInt(5));
            putOften(random, claim, "built", (1940 + random.nextInt(65)) + "-07-01T00:00:00Z");
            claim.put("market", inner(random, "cpi", 100 + random.nextDouble() * 150));
            Map<String, Object> disaster = inner(random, "declarations", (long) random.nextInt(4));
            putOften(
                    random,
                    disaster,
                    "incident_type",
                    List.of("Hurricane", "Flood", "Tropical Storm").get(random.nextInt(3)));
            claim.put("disaster", disaster);
            Map<String, Object> county = inner(random, "density", random.nextDouble() * 1000);
            putOften(random, county, "median_income", 20_000L + random.nextInt(60_000));
            claim.put("county", county);
            all.add(claim);
        }
        return all;
    }

    private static Map<String, Object> inner(Random random, String name, Object value) {
        Map<String, Object> inner = new HashMap<>();
        putOften(random, inner, name, value);
        return inner;
    }

    private static void putOften(Random random, Map<String, Object> map, String name, Object value) {
        if (random.nextBoolean()) {
            map.put(name, value);
        }
    }

    /** Returns the same claims as events. */
    static List<Event> events() {
        return maps().stream()
                .map(map -> {
                    FieldValues values = new FieldValues(TYPE.size());
                    map.forEach((name, value) -> put(values, name, value));
                    Origin origin = new Origin("claims", 0, 0, 0, Optional.empty(), List.of());
                    return Event.of(origin, new byte[0]).with(Patch.NONE.withFields(0, values));
                })
                .toList();
    }

    private static void put(FieldValues values, String path, Object value) {
        if (value instanceof Map<?, ?> inner) {
            inner.forEach((name, member) -> put(values, path + "." + name, member));
        } else if (value instanceof Long whole) {
            values.setInteger(TYPE.slot(path), whole);
        } else if (value instanceof Double number) {
            values.setNumber(TYPE.slot(path), number);
        } else {
            values.setString(TYPE.slot(path), (String) value);
        }
    }
}
