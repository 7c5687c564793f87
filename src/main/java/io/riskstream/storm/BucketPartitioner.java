package io.riskstream.storm;

import io.riskstream.event.Event;
import io.riskstream.event.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Splits events into buckets by the value of a field: events with the same value are always in the same bucket. */
final class BucketPartitioner {
    private final Template field;
    private final int buckets;

    BucketPartitioner(Template field, int buckets) {
        this.field = field;
        this.buckets = buckets;
    }

    Map<Integer, List<Event>> split(List<Event> events) {
        Map<Integer, List<Event>> byBucket = new HashMap<>();
        for (Event event : events) {
            // an event without the field is in bucket 0
            int bucket = Math.floorMod(field.fill(event).map(String::hashCode).orElse(0), buckets);
            byBucket.computeIfAbsent(bucket, b -> new ArrayList<>()).add(event);
        }
        return byBucket;
    }
}
