package io.riskstream.validate;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.Set;

/** Checks the constraints of {@code topologies/flood-claims/event.schema.json} in handwritten Java. */
final class FloodClaimsByHand extends ByHand {
    private static final Set<String> STATES = Set.of(
            "AK", "AL", "AR", "AS", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "FM", "GA", "GU", "HI", "IA", "ID", "IL",
            "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MH", "MI", "MN", "MO", "MP", "MS", "MT", "NC", "ND", "NE", "NH",
            "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "PR", "PW", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VI",
            "VT", "WA", "WI", "WV", "WY");
    private static final Set<String> CONDOMINIUM_COVERAGE_TYPE_CODE_VALUES = Set.of("A", "H", "L", "N", "T", "U");
    private static final Set<String> CAUSE_OF_DAMAGE_VALUES =
            Set.of("0", "1", "2", "3", "4", "7", "8", "9", "A", "B", "C", "D");

    private final int id;
    private final int dateOfLoss;
    private final int yearOfLoss;
    private final int state;
    private final int countyCode;
    private final int reportedCity;
    private final int reportedZipCode;
    private final int censusTract;
    private final int latitude;
    private final int longitude;
    private final int nfipRatedCommunityNumber;
    private final int nfipCommunityName;
    private final int crsClassificationCode;
    private final int ratedFloodZone;
    private final int baseFloodElevation;
    private final int lowestFloorElevation;
    private final int elevationDifference;
    private final int elevatedBuildingIndicator;
    private final int occupancyType;
    private final int numberOfFloorsInTheInsuredBuilding;
    private final int numberOfUnits;
    private final int basementEnclosureCrawlspaceType;
    private final int originalConstructionDate;
    private final int originalNBDate;
    private final int postFIRMConstructionIndicator;
    private final int primaryResidenceIndicator;
    private final int rentalPropertyIndicator;
    private final int agricultureStructureIndicator;
    private final int houseWorship;
    private final int nonProfitIndicator;
    private final int smallBusinessIndicatorBuilding;
    private final int stateOwnedIndicator;
    private final int condominiumCoverageTypeCode;
    private final int policyCount;
    private final int rateMethod;
    private final int totalBuildingInsuranceCoverage;
    private final int totalContentsInsuranceCoverage;
    private final int iccCoverage;
    private final int buildingDeductibleCode;
    private final int contentsDeductibleCode;
    private final int causeOfDamage;
    private final int waterDepth;
    private final int floodWaterDuration;

    FloodClaimsByHand(EventType type) {
        id = type.slot("id");
        dateOfLoss = type.slot("dateOfLoss");
        yearOfLoss = type.slot("yearOfLoss");
        state = type.slot("state");
        countyCode = type.slot("countyCode");
        reportedCity = type.slot("reportedCity");
        reportedZipCode = type.slot("reportedZipCode");
        censusTract = type.slot("censusTract");
        latitude = type.slot("latitude");
        longitude = type.slot("longitude");
        nfipRatedCommunityNumber = type.slot("nfipRatedCommunityNumber");
        nfipCommunityName = type.slot("nfipCommunityName");
        crsClassificationCode = type.slot("crsClassificationCode");
        ratedFloodZone = type.slot("ratedFloodZone");
        baseFloodElevation = type.slot("baseFloodElevation");
        lowestFloorElevation = type.slot("lowestFloorElevation");
        elevationDifference = type.slot("elevationDifference");
        elevatedBuildingIndicator = type.slot("elevatedBuildingIndicator");
        occupancyType = type.slot("occupancyType");
        numberOfFloorsInTheInsuredBuilding = type.slot("numberOfFloorsInTheInsuredBuilding");
        numberOfUnits = type.slot("numberOfUnits");
        basementEnclosureCrawlspaceType = type.slot("basementEnclosureCrawlspaceType");
        originalConstructionDate = type.slot("originalConstructionDate");
        originalNBDate = type.slot("originalNBDate");
        postFIRMConstructionIndicator = type.slot("postFIRMConstructionIndicator");
        primaryResidenceIndicator = type.slot("primaryResidenceIndicator");
        rentalPropertyIndicator = type.slot("rentalPropertyIndicator");
        agricultureStructureIndicator = type.slot("agricultureStructureIndicator");
        houseWorship = type.slot("houseWorship");
        nonProfitIndicator = type.slot("nonProfitIndicator");
        smallBusinessIndicatorBuilding = type.slot("smallBusinessIndicatorBuilding");
        stateOwnedIndicator = type.slot("stateOwnedIndicator");
        condominiumCoverageTypeCode = type.slot("condominiumCoverageTypeCode");
        policyCount = type.slot("policyCount");
        rateMethod = type.slot("rateMethod");
        totalBuildingInsuranceCoverage = type.slot("totalBuildingInsuranceCoverage");
        totalContentsInsuranceCoverage = type.slot("totalContentsInsuranceCoverage");
        iccCoverage = type.slot("iccCoverage");
        buildingDeductibleCode = type.slot("buildingDeductibleCode");
        contentsDeductibleCode = type.slot("contentsDeductibleCode");
        causeOfDamage = type.slot("causeOfDamage");
        waterDepth = type.slot("waterDepth");
        floodWaterDuration = type.slot("floodWaterDuration");
    }

    boolean isValid(Event event) {
        return isText(event, id, 1, 64, true)
                && isDateTime(event, dateOfLoss, true)
                && isInteger(event, yearOfLoss, 1968L, 2100L, false)
                && isOneOf(event, state, STATES, true)
                && isDigits(event, countyCode, 5, 5, false)
                && isText(event, reportedCity, 0, 100, false)
                && isDigits(event, reportedZipCode, 5, 5, false)
                && isDigits(event, censusTract, 11, 11, false)
                && isNumber(event, latitude, -15, 72, false)
                && isNumber(event, longitude, -180, 180, false)
                && isDigits(event, nfipRatedCommunityNumber, 6, 6, false)
                && isText(event, nfipCommunityName, 0, 100, false)
                && isInteger(event, crsClassificationCode, -1L, 10L, false)
                && isZone(event, ratedFloodZone, false)
                && isNumber(event, baseFloodElevation, -10000, 30000, false)
                && isNumber(event, lowestFloorElevation, -10000, 30000, false)
                && isNumber(event, elevationDifference, -10000, 30000, false)
                && isBoolean(event, elevatedBuildingIndicator, false)
                && isOccupancy(event, occupancyType)
                && isInteger(event, numberOfFloorsInTheInsuredBuilding, -1L, 6L, false)
                && isInteger(event, numberOfUnits, 0L, 100000L, false)
                && isInteger(event, basementEnclosureCrawlspaceType, -1L, 4L, false)
                && isDateTime(event, originalConstructionDate, false)
                && isDateTime(event, originalNBDate, false)
                && isBoolean(event, postFIRMConstructionIndicator, false)
                && isBoolean(event, primaryResidenceIndicator, false)
                && isBoolean(event, rentalPropertyIndicator, false)
                && isBoolean(event, agricultureStructureIndicator, false)
                && isBoolean(event, houseWorship, false)
                && isBoolean(event, nonProfitIndicator, false)
                && isBoolean(event, smallBusinessIndicatorBuilding, false)
                && isBoolean(event, stateOwnedIndicator, false)
                && isOneOf(event, condominiumCoverageTypeCode, CONDOMINIUM_COVERAGE_TYPE_CODE_VALUES, false)
                && isInteger(event, policyCount, 1L, Long.MAX_VALUE, false)
                && isCode(event, rateMethod, "09AZ", 3, false)
                && isInteger(event, totalBuildingInsuranceCoverage, 0L, 1000000000L, true)
                && isInteger(event, totalContentsInsuranceCoverage, 0L, 1000000000L, true)
                && isInteger(event, iccCoverage, 0L, 1000000L, false)
                && isCode(event, buildingDeductibleCode, "09AH", 1, false)
                && isCode(event, contentsDeductibleCode, "09AH", 1, false)
                && isOneOf(event, causeOfDamage, CAUSE_OF_DAMAGE_VALUES, false)
                && isInteger(event, waterDepth, -999L, 999L, false)
                && isInteger(event, floodWaterDuration, -1L, 9999L, false);
    }

    private static boolean isOccupancy(Event event, int slot) {
        return switch (event.kind(slot)) {
            case ABSENT -> true;
            case LONG -> {
                long n = event.integer(slot);
                yield n >= 1 && n <= 19 && n != 5 && (n < 7 || n > 10);
            }
            default -> false;
        };
    }

    private static boolean isZone(Event event, int slot, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> {
                String text = event.string(slot);
                yield !text.isEmpty() && text.charAt(0) >= 'A' && isCode(text, "09AZ", 4);
            }
            default -> false;
        };
    }
}
