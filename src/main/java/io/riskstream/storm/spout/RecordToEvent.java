package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.storm.StreamNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.storm.kafka.spout.RecordTranslator;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Values;

/** Converts a Kafka record to an event without interpreting its bytes. */
final class RecordToEvent implements RecordTranslator<byte[], byte[]> {
    private static final long serialVersionUID = 1;

    static Event event(ConsumerRecord<byte[], byte[]> record) {
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

    @Override
    public List<Object> apply(ConsumerRecord<byte[], byte[]> record) {
        return new Values(Batch.of(event(record)));
    }

    @Override
    public Fields getFieldsFor(String stream) {
        return new Fields(StreamNames.EVENTS);
    }
}
