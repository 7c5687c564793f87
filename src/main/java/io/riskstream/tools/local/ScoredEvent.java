package io.riskstream.tools.local;

import java.util.List;

/** A scored event for the list of the highest scores. */
record ScoredEvent(String id, double score, String decision, List<String> reasons) {}
