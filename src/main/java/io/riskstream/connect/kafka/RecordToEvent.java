package io.riskstream.connect.kafka;

import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Converts a Kafka record to an event without interpreting its bytes. */
public final class RecordToEvent {
    private RecordToEvent() {}

    /** Returns the event of a record; its bytes are shared, not copied. */
    public static Event event(ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = List.of();
        if (record.headers().iterator().hasNext()) {
            headers = new ArrayList<>();
            for (org.apache.kafka.common.header.Header header : record.headers()) {
                headers.add(
                        header.value() == null
                                ? Header.withoutValue(header.key())
                                : new Header(header.key(), header.value()));
            }
        }
        Origin origin = new Origin(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                Optional.ofNullable(record.key()),
                headers);
        return record.value() == null ? Event.withoutValue(origin) : Event.of(origin, record.value());
    }
}
