package io.riskstream.bench.peers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A claim of the peers: a plain object with public fields. A missing number keeps its default value. */
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Claim {
    /** The value of a missing whole number. */
    public static final int ABSENT = Integer.MIN_VALUE;

    public String id;
    public String date;
    public double amount = Double.NaN;
    public String state;
    public int deductible = ABSENT;
    public int vehicles = ABSENT;
    public String customerId;
    public String policyId;
    public String countyCode;
    public String region;
    public String product;
    public String station;

    /** Returns the keys of the six records, in the order of the look-ups. */
    @JsonIgnore
    public String[] recordKeys() {
        return new String[] {
            "customer:" + customerId,
            "policy:" + policyId,
            "county:" + countyCode,
            "market:" + region,
            "rival:" + product,
            "weather:" + station
        };
    }

    /** Resets all fields, so that the claim can be reused. */
    public void clear() {
        id = null;
        date = null;
        amount = Double.NaN;
        state = null;
        deductible = ABSENT;
        vehicles = ABSENT;
        customerId = null;
        policyId = null;
        countyCode = null;
        region = null;
        product = null;
        station = null;
    }
}
