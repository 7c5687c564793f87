package io.riskstream.bench.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads and writes claims, records and messages with Jackson's data binding, configured once, as most engineers do. */
public final class ClaimJson {
    private final ObjectReader claims;
    private final ObjectReader rates;
    private final ObjectWriter messages;

    public ClaimJson() {
        JsonMapper mapper = JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .build();
        claims = mapper.readerFor(Claim.class);
        rates = mapper.readerFor(Rates.class);
        messages = mapper.writerFor(ScoreMessage.class);
    }

    /** Returns a claim; null if the bytes are not one. */
    public Claim claim(byte[] json) {
        try {
            return claims.readValue(json);
        } catch (JsonProcessingException notAClaim) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /** Returns a record. */
    public Rates rates(String json) {
        try {
            return rates.readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the bytes of a message. */
    public byte[] bytes(ScoreMessage message) {
        try {
            return messages.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
