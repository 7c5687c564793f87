package io.riskstream.connect.redis;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.StoredOutput;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message that waits to be written, with its receipt.
 *
 * @param arguments the arguments of the script: version, time to live, members and values
 * @param redirections how often a server of the cluster has named another server
 * @param needsAsking true if the slot is migrating to the target server, which then serves it only after the command ASKING
 */
record LatestWrite(
        byte[] key, List<byte[]> arguments, Publisher.Receipt receipt, int redirections, boolean needsAsking) {
    /** The members of a dead letter besides origin and body. Each is always written, so that no member of an earlier version remains. */
    private static final List<String> LETTER_HEADERS = List.of(
            OutputHeaders.OUTCOME,
            PublishDeadLetter.PIPELINE,
            PublishDeadLetter.STAGE,
            PublishDeadLetter.CODE,
            PublishDeadLetter.PATH,
            PublishDeadLetter.MESSAGE,
            PublishDeadLetter.REJECTIONS,
            PublishDeadLetter.TIME);

    private static final String HEADER_PREFIX = "riskstream.";

    /**
     * Returns the write of a message.
     *
     * @param ttlSeconds the time to live of the key
     * @throws IllegalArgumentException if the message lacks the headers of an output
     */
    static LatestWrite of(Message message, long ttlSeconds, Publisher.Receipt receipt) {
        StoredOutput output = StoredOutput.of(message);
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(utf8(output.version()));
        arguments.add(utf8(Long.toString(ttlSeconds)));
        add(arguments, "origin", utf8(output.position().toString()));
        add(arguments, "body", message.value().orElseGet(() -> new byte[0]));
        if (!output.scored()) {
            for (String header : LETTER_HEADERS) {
                add(
                        arguments,
                        header.substring(HEADER_PREFIX.length()),
                        utf8(StoredOutput.header(message, header).orElse("")));
            }
        }
        return new LatestWrite(key(message.topic(), output.key()), arguments, receipt, 0, false);
    }

    /** Returns the names of the members that a dead letter has besides origin, version and body. */
    static List<String> letterMembers() {
        return LETTER_HEADERS.stream()
                .map(header -> header.substring(HEADER_PREFIX.length()))
                .toList();
    }

    private static void add(List<byte[]> arguments, String member, byte[] value) {
        arguments.add(utf8(member));
        arguments.add(value);
    }

    /** Returns the key in Redis of an output. */
    static byte[] key(String topic, byte[] key) {
        byte[] prefix = utf8(topic + ":");
        byte[] whole = new byte[prefix.length + key.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        System.arraycopy(key, 0, whole, prefix.length, key.length);
        return whole;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the same write for another server of the cluster. */
    LatestWrite redirected(boolean asking) {
        return new LatestWrite(key, arguments, receipt, redirections + 1, asking);
    }

    /** Returns the number of bytes that the server receives, without the framing. */
    int bytes() {
        int bytes = key.length;
        for (byte[] argument : arguments) {
            bytes += argument.length;
        }
        return bytes;
    }

    void fail(Exception cause) {
        receipt.failed(cause);
    }

    /** Shows nothing of the content, because it may be personal data. */
    @Override
    public String toString() {
        return "LatestWrite[" + bytes() + " bytes]";
    }
}
