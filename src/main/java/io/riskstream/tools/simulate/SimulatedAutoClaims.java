package io.riskstream.tools.simulate;

import io.riskstream.event.RejectionCode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Simulated car claims as CSV lines. */
final class SimulatedAutoClaims implements SimulatedClaims {
    private static final LocalDate FIRST_INCIDENT = LocalDate.of(2015, 1, 1);
    private static final LocalDate LAST_INCIDENT = LocalDate.of(2015, 3, 31);
    private static final LocalDate FIRST_BOUND = LocalDate.of(1990, 1, 1);
    private static final LocalDate LAST_BOUND = LocalDate.of(2014, 12, 31);

    private static final List<String> POLICY_STATES = List.of("IL", "IN", "OH");
    private static final List<String> INCIDENT_STATES = List.of("NC", "NY", "OH", "PA", "SC", "VA", "WV");
    private static final List<String> SEVERITIES =
            List.of("Minor Damage", "Total Loss", "Major Damage", "Trivial Damage");
    private static final List<String> YES_NO_UNKNOWN = List.of("YES", "NO", "?");

    private final ReferenceData data;

    SimulatedAutoClaims(ReferenceData data) {
        this.data = data;
    }

    @Override
    public String idField() {
        return "policy_number";
    }

    @Override
    public Map<String, String> claim(SeededRandom random) {
        LocalDate incident = random.day(FIRST_INCIDENT, LAST_INCIDENT);
        LocalDate bound = random.day(FIRST_BOUND, LAST_BOUND);
        String type = random.one(
                List.of("Single Vehicle Collision", "Multi-vehicle Collision", "Vehicle Theft", "Parked Car"),
                40,
                40,
                10,
                10);
        boolean collision = type.endsWith("Collision");
        int vehicle = collision ? random.around(45_000, 12_000, 10_000, 79_000) : random.between(10, 80) * 100;
        int injury = vehicle / random.between(5, 12);
        int property = vehicle / random.between(5, 12);
        String state = random.chance(0.9)
                ? random.one(INCIDENT_STATES)
                : random.one(data.states()).code();

        Map<String, String> claim = new LinkedHashMap<>(64);
        claim.put("months_as_customer", Integer.toString(random.between(0, 480)));
        claim.put("age", Integer.toString(random.around(40, 10, 19, 70)));
        claim.put("policy_number", Integer.toString(random.between(100_000, 999_999)));
        claim.put("policy_bind_date", day(bound));
        claim.put("policy_state", random.one(POLICY_STATES));
        claim.put("policy_csl", random.one(List.of("100/300", "250/500", "500/1000")));
        claim.put("policy_deductable", random.one(List.of("500", "1000", "2000")));
        claim.put(
                "policy_annual_premium",
                Double.toString(Math.round(random.around(1250.0, 240, 430, 2050) * 100) / 100.0));
        claim.put("umbrella_limit", random.chance(0.8) ? "0" : random.between(2, 10) + "000000");
        claim.put("insured_zip", Integer.toString(random.between(430_000, 620_000)));
        claim.put("insured_sex", "");
        claim.put("insured_education_level", "");
        claim.put("insured_occupation", "");
        claim.put("insured_hobbies", "");
        claim.put("insured_relationship", "");
        claim.put("capital-gains", "0");
        claim.put("capital-loss", "0");
        claim.put("incident_date", day(incident));
        claim.put("incident_type", type);
        claim.put(
                "collision_type",
                collision ? random.one(List.of("Front Collision", "Rear Collision", "Side Collision")) : "?");
        claim.put(
                "incident_severity",
                collision ? random.one(SEVERITIES, 36, 28, 34, 2) : random.one(SEVERITIES, 50, 0, 5, 45));
        claim.put(
                "authorities_contacted",
                random.one(List.of("Police", "Fire", "Ambulance", "Other", "None"), 30, 21, 21, 19, 9));
        claim.put("incident_state", state);
        claim.put("incident_city", "Simulated City");
        // quoted, because it contains a comma
        claim.put(
                "incident_location",
                "\"" + random.between(1000, 9999) + " Simulated Ave, Unit " + random.between(1, 9) + "\"");
        claim.put("incident_hour_of_the_day", Integer.toString(random.between(0, 23)));
        claim.put("number_of_vehicles_involved", type.startsWith("Multi") ? random.one(List.of("2", "3", "4")) : "1");
        claim.put("property_damage", random.one(YES_NO_UNKNOWN));
        claim.put("bodily_injuries", Integer.toString(random.between(0, 2)));
        claim.put("witnesses", Integer.toString(random.between(0, 3)));
        claim.put("police_report_available", random.one(YES_NO_UNKNOWN));
        claim.put("total_claim_amount", Integer.toString(vehicle + injury + property));
        claim.put("injury_claim", Integer.toString(injury));
        claim.put("property_claim", Integer.toString(property));
        claim.put("vehicle_claim", Integer.toString(vehicle));
        claim.put("auto_make", random.one(List.of("Make A", "Make B", "Make C")));
        claim.put("auto_model", random.one(List.of("Model 1", "Model 2", "95")));
        claim.put("auto_year", Integer.toString(random.between(1995, 2015)));
        claim.put("fraud_reported", ""); // unknown when the claim arrives
        claim.put("_c39", "");
        return claim;
    }

    @Override
    public String write(Map<String, String> claim) {
        return String.join(",", claim.values());
    }

    @Override
    public List<Injection> injections() {
        return List.of(
                text(
                        "cut-off",
                        RejectionCode.PARSE_COLUMNS,
                        (line, random) -> line.substring(0, line.lastIndexOf(','))),
                text("a-column-too-many", RejectionCode.PARSE_COLUMNS, (line, random) -> line + ",surplus"),
                text("open-quote", RejectionCode.PARSE_CSV, (line, random) -> "\"" + line.replace("\"", "")),
                text("text-after-a-quote", RejectionCode.PARSE_CSV, (line, random) -> line.replace("\",", "\"x,")),
                text("two-records", RejectionCode.PARSE_CSV, (line, random) -> line + "\n" + line),
                text("blank-lines", RejectionCode.PARSE_CSV, (line, random) -> "\n\n"),
                bytes("not-utf-8", RejectionCode.PARSE_UTF8, SimulatedClaims::brokenUtf8),
                text("empty-value", RejectionCode.PARSE_EMPTY, (line, random) -> ""),
                noValue(RejectionCode.PARSE_EMPTY),
                field("wrong-date", RejectionCode.PARSE_DATE, claim -> claim.put("incident_date", "2015-02-30")),
                field("wrong-type", RejectionCode.schema("type"), claim -> claim.put("age", "forty")),
                field("not-a-number", RejectionCode.schema("type"), claim -> claim.put("total_claim_amount", "NaN")),
                field(
                        "number-too-big",
                        RejectionCode.schema("maximum"),
                        claim -> claim.put("total_claim_amount", "1e300")),
                field("unknown-state", RejectionCode.schema("enum"), claim -> claim.put("incident_state", "ZZ")),
                field("below-range", RejectionCode.schema("minimum"), claim -> claim.put("umbrella_limit", "-1000000")),
                field(
                        "above-range",
                        RejectionCode.schema("maximum"),
                        claim -> claim.put("incident_hour_of_the_day", "25")),
                field("missing-field", RejectionCode.schema("required"), claim -> claim.put("incident_severity", "?")),
                field("wrong-pattern", RejectionCode.schema("pattern"), claim -> claim.put("policy_number", "PN-12")));
    }

    private static String day(LocalDate day) {
        return day.getMonthValue() + "/" + day.getDayOfMonth() + "/" + day.getYear();
    }
}
