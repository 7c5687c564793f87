package io.riskstream.connect.cosmos;

import io.riskstream.event.RejectionCode;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.StoredOutput;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A document. Its properties: {@code id}, the partition key, {@code key}, {@code origin}, {@code version}, {@code timestamp}, {@code outcome}, {@code ttl} if
 * configured, and {@code body}, the verdict as JSON; for a dead letter instead {@code original}, the bytes in Base64, and the headers of the rejection.
 *
 * @param properties all properties but id, partition key and body
 * @param body the JSON text of property {@code body}; empty for a dead letter
 * @param bytes about the size of the document
 */
record CosmosDocument(
        String id,
        String partitionKey,
        String version,
        Map<String, Object> properties,
        Optional<byte[]> body,
        boolean scored,
        int bytes) {
    /** More make no logical partition in a container of today. */
    private static final int MAX_PARTITION_KEY_BYTES = 2_048;

    private static final int PROPERTY_BYTES = 500;
    private static final String HEADER_PREFIX = "riskstream.";
    private static final List<String> LETTER_HEADERS = List.of(
            PublishDeadLetter.PIPELINE,
            PublishDeadLetter.STAGE,
            PublishDeadLetter.CODE,
            PublishDeadLetter.PATH,
            PublishDeadLetter.MESSAGE,
            PublishDeadLetter.REJECTIONS,
            PublishDeadLetter.TIME);

    /**
     * Returns the document of a message.
     *
     * @throws Refused if Cosmos DB cannot store it, or the message is no output; the message contains no values
     */
    static CosmosDocument of(Message message, Cosmos cosmos, PartitionKeyTemplate partitionKeys) throws Refused {
        StoredOutput output;
        try {
            output = StoredOutput.of(message);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    RejectionCode.PUBLISH_REFUSED,
                    "Cosmos stores outputs of PublishScore and PublishDeadLetter only, and this message lacks their"
                            + " headers");
        }
        String origin = output.position().toString();
        boolean latest = cosmos.keep() == Cosmos.Keep.LATEST;
        String id = DocumentId.of(latest ? output.key() : origin.getBytes(StandardCharsets.UTF_8));
        if (id.isEmpty() || id.length() > DocumentId.MAX_LENGTH) {
            throw new Refused(
                    RejectionCode.PUBLISH_REFUSED,
                    "the id of the document has " + id.length() + " bytes; Cosmos DB allows 1 to "
                            + DocumentId.MAX_LENGTH);
        }
        String key = text(output.key());
        String partitionKey = partitionKeys.fill(output, key);
        if (partitionKey.getBytes(StandardCharsets.UTF_8).length > MAX_PARTITION_KEY_BYTES) {
            throw new Refused(
                    RejectionCode.PUBLISH_REFUSED,
                    "the partition key of the document has more than " + MAX_PARTITION_KEY_BYTES + " bytes");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("key", key);
        properties.put("origin", origin);
        properties.put("version", output.version());
        properties.put("timestamp", output.timestamp());
        properties.put(
                "outcome", StoredOutput.header(message, OutputHeaders.OUTCOME).orElse(""));
        if (cosmos.ttlSeconds() > 0) {
            properties.put("ttl", cosmos.ttlSeconds());
        }
        int bytes = PROPERTY_BYTES
                + 2 * id.length()
                + partitionKey.length()
                + message.value().map(value -> value.length).orElse(0);
        if (!output.scored()) {
            message.value()
                    .ifPresent(value ->
                            properties.put("original", Base64.getEncoder().encodeToString(value)));
            for (String header : LETTER_HEADERS) {
                String value = StoredOutput.header(message, header).orElse("");
                properties.put(header.substring(HEADER_PREFIX.length()), value);
                bytes += value.length();
            }
            bytes += message.value().map(value -> value.length / 3).orElse(0);
        }
        if (bytes > cosmos.maxBytes()) {
            throw new Refused(
                    RejectionCode.PUBLISH_TOO_LARGE,
                    "the document has about " + bytes + " bytes; option 'maxBytes' allows " + cosmos.maxBytes());
        }
        return new CosmosDocument(
                id,
                partitionKey,
                output.version(),
                properties,
                output.scored() ? message.value() : Optional.empty(),
                output.scored(),
                bytes);
    }

    /** Returns the text of a key; of one that is no UTF-8, its id, since replaced characters would make different keys equal. */
    private static String text(byte[] key) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString();
        } catch (CharacterCodingException e) {
            return DocumentId.of(key);
        }
    }

    /** Shows the size alone, because the content may be personal data. */
    @Override
    public String toString() {
        return "CosmosDocument[" + bytes + " bytes]";
    }
}
