package io.riskstream.tools.simulate;

import io.riskstream.event.RejectionCode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Simulated flood claims as JSON objects. Frequencies roughly follow the public statistics; no row of the public data is used. */
final class SimulatedFloodClaims implements SimulatedClaims {
    private final ReferenceData data;

    SimulatedFloodClaims(ReferenceData data) {
        this.data = data;
    }

    @Override
    public String idField() {
        return "id";
    }

    @Override
    public Map<String, String> claim(SeededRandom random) {
        ReferenceData.Community community = random.one(data.communities());
        LocalDate loss = random.day(ReferenceData.FIRST_DAY, ReferenceData.LAST_DAY);
        if (random.chance(0.7)) {
            ReferenceData.Disaster disaster = random.one(data.disasters());
            community = random.one(data.communities(disaster.state()));
            loss = random.day(disaster.begin(), disaster.end());
        }
        int building = random.around(130, 65, 11, 250) * 1000;
        int contents = random.chance(0.15) ? 0 : Math.min(100_000, building / 1000 * random.between(15, 60) * 10);
        LocalDate built = LocalDate.of(random.around(1972, 16, 1901, 2013), random.between(1, 12), 1);

        Map<String, String> claim = new LinkedHashMap<>(64);
        claim.put("id", text(random.id()));
        claim.put("dateOfLoss", moment(loss));
        claim.put("yearOfLoss", Integer.toString(loss.getYear()));
        claim.put("state", text(community.county().state().code()));
        claim.put("countyCode", text(community.county().fips()));
        claim.put("reportedZipCode", text(Integer.toString(random.between(10_000, 99_999))));
        claim.put("nfipRatedCommunityNumber", text(community.number()));
        claim.put("ratedFloodZone", text(random.one(List.of("AE", "X", "VE", "A", "AO"), 54, 34, 8, 2, 2)));
        claim.put("occupancyType", random.one(List.of("1", "2", "3", "4"), 96, 2, 1, 1));
        claim.put("numberOfFloorsInTheInsuredBuilding", random.one(List.of("1", "2", "3", "4"), 46, 41, 12, 1));
        claim.put("basementEnclosureCrawlspaceType", random.one(List.of("-1", "1", "2", "3"), 76, 8, 14, 2));
        claim.put("originalConstructionDate", moment(built));
        claim.put("originalNBDate", moment(loss.minusDays(random.between(30, 6000))));
        claim.put("postFIRMConstructionIndicator", Boolean.toString(built.getYear() >= 1975));
        claim.put("primaryResidenceIndicator", Boolean.toString(random.chance(0.7)));
        claim.put("totalBuildingInsuranceCoverage", Integer.toString(building));
        claim.put("totalContentsInsuranceCoverage", Integer.toString(contents));
        claim.put("buildingDeductibleCode", text(random.one(List.of("0", "1", "9", "5"), 65, 17, 15, 3)));
        claim.put("causeOfDamage", text(random.one(List.of("1", "4", "0", "2"), 95, 2, 2, 1)));
        claim.put("waterDepth", Integer.toString(random.chance(0.88) ? 0 : random.between(1, 6)));
        claim.put("floodWaterDuration", Integer.toString(random.between(0, 72)));
        claim.put("latitude", Double.toString(random.between(250, 480) / 10.0));
        claim.put("longitude", Double.toString(-random.between(700, 1240) / 10.0));
        return claim;
    }

    @Override
    public String write(Map<String, String> claim) {
        StringBuilder json = new StringBuilder(1024);
        char before = '{';
        for (Map.Entry<String, String> field : claim.entrySet()) {
            json.append(before).append('"').append(field.getKey()).append("\":").append(field.getValue());
            before = ',';
        }
        return json.append('}').toString();
    }

    @Override
    public List<Injection> injections() {
        return List.of(
                text(
                        "cut-off",
                        RejectionCode.PARSE_JSON,
                        (json, random) -> json.substring(0, random.between(json.length() / 10, json.length() - 1))),
                text("not-an-object", RejectionCode.PARSE_OBJECT, (json, random) -> "[" + json + "]"),
                text("not-json", RejectionCode.PARSE_JSON, (json, random) -> json.replace(':', '=')),
                text("text-after-the-end", RejectionCode.PARSE_JSON, (json, random) -> json + json),
                text("key-twice", RejectionCode.PARSE_KEY, (json, random) -> "{\"state\":\"FL\"," + json.substring(1)),
                text(
                        "nested-too-deep",
                        RejectionCode.PARSE_DEPTH,
                        (json, random) -> "{\"notes\":" + "[".repeat(500) + "]".repeat(500) + "," + json.substring(1)),
                field("not-a-number", RejectionCode.PARSE_JSON, claim -> claim.put("latitude", "NaN")),
                field("number-too-big", RejectionCode.PARSE_NUMBER, claim -> claim.put("latitude", "1e999")),
                bytes("not-utf-8", RejectionCode.PARSE_UTF8, SimulatedClaims::brokenUtf8),
                text("empty-value", RejectionCode.PARSE_EMPTY, (json, random) -> ""),
                noValue(RejectionCode.PARSE_EMPTY),
                field("wrong-type", RejectionCode.schema("type"), claim -> claim.put("waterDepth", "\"three feet\"")),
                field("null-field", RejectionCode.schema("type"), claim -> claim.put("dateOfLoss", "null")),
                field("unknown-state", RejectionCode.schema("enum"), claim -> claim.put("state", "\"ZZ\"")),
                field(
                        "below-range",
                        RejectionCode.schema("minimum"),
                        claim -> claim.put("totalBuildingInsuranceCoverage", "-100000")),
                field(
                        "above-range",
                        RejectionCode.schema("maximum"),
                        claim -> claim.put("numberOfFloorsInTheInsuredBuilding", "90")),
                field("missing-field", RejectionCode.schema("required"), claim -> claim.remove("dateOfLoss")),
                field(
                        "wrong-date",
                        RejectionCode.schema("format"),
                        claim -> claim.put("dateOfLoss", "\"2014-02-30T00:00:00.000Z\"")),
                field("wrong-pattern", RejectionCode.schema("pattern"), claim -> claim.put("countyCode", "\"1203\"")));
    }

    private static String text(String value) {
        return '"' + value + '"';
    }

    private static String moment(LocalDate day) {
        return '"' + day.toString() + "T00:00:00.000Z\"";
    }
}
