package io.riskstream.tools.topic;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record of an output topic, with the headers that a pipeline adds. */
public record OutputRecord(ConsumerRecord<byte[], byte[]> record) {
    /** Returns the position of the event that led to this output. */
    public SourcePosition origin() {
        return SourcePosition.parse(required(OutputHeaders.ORIGIN)).orElseThrow();
    }

    /** Returns the time from the event's Kafka timestamp to that of this output, in milliseconds. */
    public long latencyMillis() {
        return record.timestamp() - Long.parseLong(required(OutputHeaders.TIMESTAMP));
    }

    /** Returns the dead letter as JSON, with the original event as text, or as Base64 if it is not UTF-8. */
    public JsonObject deadLetter() {
        SourcePosition origin = origin();
        JsonObject line = new JsonObject();
        line.addProperty("topic", origin.topic());
        line.addProperty("partition", origin.partition());
        line.addProperty("offset", origin.offset());
        line.addProperty("stage", required(PublishDeadLetter.STAGE));
        line.addProperty("code", required(PublishDeadLetter.CODE));
        line.addProperty("path", required(PublishDeadLetter.PATH));
        line.addProperty("message", required(PublishDeadLetter.MESSAGE));
        line.addProperty("attempts", Integer.parseInt(required(PublishDeadLetter.ATTEMPTS)));
        line.add("rejections", JsonParser.parseString(required(PublishDeadLetter.REJECTIONS)));
        header(PublishDeadLetter.SIZE).ifPresent(size -> line.addProperty("original_size", Long.parseLong(size)));
        if (record.value() != null) {
            try {
                line.addProperty(
                        "original",
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(record.value()))
                                .toString());
            } catch (CharacterCodingException e) {
                line.addProperty("original_base64", Base64.getEncoder().encodeToString(record.value()));
            }
        }
        return line;
    }

    /** Returns the value of a header, which every output of its kind has. */
    public String required(String name) {
        return header(name)
                .orElseThrow(() -> new IllegalStateException(
                        "an output in topic '" + record.topic() + "' lacks the header '" + name + "'"));
    }

    /** Returns the value of a header; empty if the record lacks it. */
    public Optional<String> header(String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
