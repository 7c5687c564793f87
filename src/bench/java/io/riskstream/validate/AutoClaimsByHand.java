package io.riskstream.validate;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import java.util.Set;

/** Checks the constraints of {@code topologies/auto-claims/event.schema.json} in handwritten Java. */
final class AutoClaimsByHand extends ByHand {
    private static final Set<String> STATES = Set.of(
            "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID", "IL", "IN", "KS", "KY",
            "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH",
            "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY");
    private static final Set<String> INCIDENT_TYPE_VALUES =
            Set.of("Multi-vehicle Collision", "Parked Car", "Single Vehicle Collision", "Vehicle Theft");
    private static final Set<String> COLLISION_TYPE_VALUES =
            Set.of("Front Collision", "Rear Collision", "Side Collision");
    private static final Set<String> INCIDENT_SEVERITY_VALUES =
            Set.of("Major Damage", "Minor Damage", "Total Loss", "Trivial Damage");
    private static final Set<String> AUTHORITIES_CONTACTED_VALUES =
            Set.of("Ambulance", "Fire", "None", "Other", "Police");
    private static final Set<String> PROPERTY_DAMAGE_VALUES = Set.of("NO", "YES");

    private final int policyNumber;
    private final int monthsAsCustomer;
    private final int age;
    private final int policyBindDate;
    private final int policyState;
    private final int policyCsl;
    private final int policyDeductable;
    private final int policyAnnualPremium;
    private final int umbrellaLimit;
    private final int insuredZip;
    private final int incidentDate;
    private final int incidentType;
    private final int collisionType;
    private final int incidentSeverity;
    private final int authoritiesContacted;
    private final int incidentState;
    private final int incidentCity;
    private final int incidentHourOfTheDay;
    private final int numberOfVehiclesInvolved;
    private final int propertyDamage;
    private final int bodilyInjuries;
    private final int witnesses;
    private final int policeReportAvailable;
    private final int totalClaimAmount;
    private final int injuryClaim;
    private final int propertyClaim;
    private final int vehicleClaim;
    private final int autoMake;
    private final int autoModel;
    private final int autoYear;

    AutoClaimsByHand(EventType type) {
        policyNumber = type.slot("policy_number");
        monthsAsCustomer = type.slot("months_as_customer");
        age = type.slot("age");
        policyBindDate = type.slot("policy_bind_date");
        policyState = type.slot("policy_state");
        policyCsl = type.slot("policy_csl");
        policyDeductable = type.slot("policy_deductable");
        policyAnnualPremium = type.slot("policy_annual_premium");
        umbrellaLimit = type.slot("umbrella_limit");
        insuredZip = type.slot("insured_zip");
        incidentDate = type.slot("incident_date");
        incidentType = type.slot("incident_type");
        collisionType = type.slot("collision_type");
        incidentSeverity = type.slot("incident_severity");
        authoritiesContacted = type.slot("authorities_contacted");
        incidentState = type.slot("incident_state");
        incidentCity = type.slot("incident_city");
        incidentHourOfTheDay = type.slot("incident_hour_of_the_day");
        numberOfVehiclesInvolved = type.slot("number_of_vehicles_involved");
        propertyDamage = type.slot("property_damage");
        bodilyInjuries = type.slot("bodily_injuries");
        witnesses = type.slot("witnesses");
        policeReportAvailable = type.slot("police_report_available");
        totalClaimAmount = type.slot("total_claim_amount");
        injuryClaim = type.slot("injury_claim");
        propertyClaim = type.slot("property_claim");
        vehicleClaim = type.slot("vehicle_claim");
        autoMake = type.slot("auto_make");
        autoModel = type.slot("auto_model");
        autoYear = type.slot("auto_year");
    }

    boolean isValid(Event event) {
        return isDigits(event, policyNumber, 6, 6, true)
                && isInteger(event, monthsAsCustomer, 0L, 1200L, false)
                && isInteger(event, age, 15L, 120L, false)
                && isDate(event, policyBindDate, true)
                && isOneOf(event, policyState, STATES, true)
                && isLimits(event, policyCsl, false)
                && isInteger(event, policyDeductable, 0L, 100000L, false)
                && isNumber(event, policyAnnualPremium, 0, 100000, false)
                && isInteger(event, umbrellaLimit, 0L, 100000000L, false)
                && isDigits(event, insuredZip, 5, 6, false)
                && isDate(event, incidentDate, true)
                && isOneOf(event, incidentType, INCIDENT_TYPE_VALUES, true)
                && isOneOf(event, collisionType, COLLISION_TYPE_VALUES, false)
                && isOneOf(event, incidentSeverity, INCIDENT_SEVERITY_VALUES, true)
                && isOneOf(event, authoritiesContacted, AUTHORITIES_CONTACTED_VALUES, false)
                && isOneOf(event, incidentState, STATES, true)
                && isText(event, incidentCity, 0, 100, false)
                && isInteger(event, incidentHourOfTheDay, 0L, 23L, false)
                && isInteger(event, numberOfVehiclesInvolved, 1L, 200L, false)
                && isOneOf(event, propertyDamage, PROPERTY_DAMAGE_VALUES, false)
                && isInteger(event, bodilyInjuries, 0L, 500L, false)
                && isInteger(event, witnesses, 0L, 500L, false)
                && isOneOf(event, policeReportAvailable, PROPERTY_DAMAGE_VALUES, false)
                && isNumber(event, totalClaimAmount, 0, 10000000, true)
                && isNumber(event, injuryClaim, 0, 10000000, false)
                && isNumber(event, propertyClaim, 0, 10000000, false)
                && isNumber(event, vehicleClaim, 0, 10000000, false)
                && isText(event, autoMake, 0, 50, false)
                && isText(event, autoModel, 0, 50, false)
                && isInteger(event, autoYear, 1900L, 2100L, false);
    }

    private static boolean isLimits(Event event, int slot, boolean required) {
        return switch (event.kind(slot)) {
            case ABSENT -> !required;
            case STRING -> {
                String text = event.string(slot);
                int slash = text.indexOf('/');
                yield slash > 0
                        && slash < text.length() - 1
                        && areDigits(text, 0, slash)
                        && areDigits(text, slash + 1, text.length());
            }
            default -> false;
        };
    }
}
