package io.riskstream.bench.peers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes scores as JSON by hand, into a reused buffer; the constant parts are encoded once. An id is a UUID and needs no escapes. */
final class ScoreWriter {
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] SCORE = ascii("\",\"score\":");
    private static final byte[] DECISION = ascii(",\"decision\":\"");
    private static final byte[] REASONS = ascii("\",\"reasons\":[");
    private static final byte[] END =
            ascii("],\"scorecard\":\"" + ClaimRules.SCORECARD + "\",\"version\":\"" + ClaimRules.VERSION + "\"}");
    private static final byte[][] REASON = new byte[ClaimRules.CODES.length][];

    static {
        for (int i = 0; i < REASON.length; i++) {
            REASON[i] = ascii("{\"code\":\"" + ClaimRules.CODES[i] + "\",\"points\":" + ClaimRules.POINTS[i]
                    + ".0,\"text\":\"" + ClaimRules.TEXTS[i] + "\"}");
        }
    }

    private final byte[] buffer = new byte[2_048];
    private int length;

    /** Returns the message for a claim that matches these rules. */
    byte[] write(Claim claim, int met) {
        length = 0;
        int score = ClaimRules.score(met);
        add(ID);
        add(claim.id);
        add(SCORE);
        add(Integer.toString(score));
        add(DECISION);
        add(ClaimRules.decision(score));
        add(REASONS);
        for (int rest = met; rest != 0; rest &= rest - 1) {
            if (rest != met) {
                buffer[length++] = ',';
            }
            add(REASON[Integer.numberOfTrailingZeros(rest)]);
        }
        add(END);
        return Arrays.copyOf(buffer, length);
    }

    private void add(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    @SuppressWarnings("deprecation") // the fastest way for ASCII
    private void add(String text) {
        text.getBytes(0, text.length(), buffer, length);
        length += text.length();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
