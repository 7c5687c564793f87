package io.riskstream.bench.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads claims with Jackson's streaming parser into reused objects. */
final class ClaimReader {
    private final JsonFactory json = new JsonFactory();

    /** Reads the bytes into {@code claim}. Returns true if they are a claim. */
    boolean read(byte[] bytes, Claim claim) {
        claim.clear();
        try (JsonParser parser = json.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                read(parser, name, claim);
            }
            return parser.currentToken() == JsonToken.END_OBJECT;
        } catch (JsonProcessingException notAClaim) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    private static void read(JsonParser parser, String name, Claim claim) throws IOException {
        switch (name) {
            case "id" -> claim.id = text(parser);
            case "date" -> claim.date = text(parser);
            case "amount" -> claim.amount = number(parser);
            case "state" -> claim.state = text(parser);
            case "deductible" -> claim.deductible = whole(parser);
            case "vehicles" -> claim.vehicles = whole(parser);
            case "customerId" -> claim.customerId = text(parser);
            case "policyId" -> claim.policyId = text(parser);
            case "countyCode" -> claim.countyCode = text(parser);
            case "region" -> claim.region = text(parser);
            case "product" -> claim.product = text(parser);
            case "station" -> claim.station = text(parser);
            default -> parser.skipChildren();
        }
    }

    private static String text(JsonParser parser) throws IOException {
        expect(parser, parser.currentToken() == JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private static double number(JsonParser parser) throws IOException {
        expect(parser, parser.currentToken().isNumeric());
        return parser.getDoubleValue();
    }

    private static int whole(JsonParser parser) throws IOException {
        expect(parser, parser.currentToken() == JsonToken.VALUE_NUMBER_INT);
        return parser.getIntValue();
    }

    private static void expect(JsonParser parser, boolean right) throws JsonParseException {
        if (!right) {
            throw new JsonParseException(parser, "another kind of value is expected");
        }
    }
}
