package io.riskstream.bench.peers;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A claim as the peers read it: a plain object with public fields. A number that is not there stays at the value it has here. */
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Claim {
    /** A whole number that was not there. */
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

    /** The keys of the six records, in the order of the look-ups. */
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

    /** Makes it as new, to be used again. */
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
