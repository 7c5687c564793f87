package io.riskstream.api.submit;

import io.riskstream.event.Header;
import java.util.List;
import java.util.Optional;

/**
 * An event as a record of the pipeline's topic. The arrays are shared, not copied.
 *
 * @param key decides the partition: the key that the parser read, or else the event's id
 * @param value the bytes as they arrived
 * @param headers the headers
 */
record EventRecord(Optional<byte[]> key, byte[] value, List<Header> headers) {}
