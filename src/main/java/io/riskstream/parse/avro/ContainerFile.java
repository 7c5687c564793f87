package io.riskstream.parse.avro;

import io.riskstream.text.SourceFile;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the records of an object container file, which {@code run --input} takes: one block at a time, codecs {@code null} and {@code deflate}. An error
 * is an {@link IllegalArgumentException} that names the file.
 */
public final class ContainerFile implements Iterator<byte[]>, Closeable {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC_BYTES = 16;
    /** Larger than the blocks of any writer: Avro's own default is 64 KB. */
    private static final int MAX_BLOCK = 256 << 20;

    private static final int MAX_DEPTH = 255;

    private final Path path;
    private final DataInputStream in;
    private final AvroSchema schema;
    private final String codec;
    private final byte[] sync = new byte[SYNC_BYTES];
    private final ObjectReader record;
    private final BinaryInput block = new BinaryInput();
    private byte[] blockBytes = {};
    private long left;

    /** Opens a file and reads its schema. */
    public ContainerFile(Path path) {
        this.path = path;
        try {
            this.in = new DataInputStream(new BufferedInputStream(open(path), 1 << 16));
            byte[] magic = new byte[MAGIC.length];
            in.readFully(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw problem("is no Avro object container file: its first bytes are not 'Obj' and 1");
            }
            Map<String, byte[]> metadata = metadata();
            in.readFully(sync);
            String text = new String(metadata.getOrDefault("avro.schema", new byte[0]), StandardCharsets.UTF_8);
            this.schema = AvroSchema.parse(new SourceFile(path + " (avro.schema)", text));
            this.codec = new String(
                    metadata.getOrDefault("avro.codec", "null".getBytes(StandardCharsets.UTF_8)),
                    StandardCharsets.UTF_8);
            if (!codec.equals("null") && !codec.equals("deflate")) {
                throw problem("uses codec '" + codec + "'; supported are 'null' and 'deflate'");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        this.record = new ObjectReaders(false).of(schema.type());
    }

    private static InputStream open(Path path) throws IOException {
        return Files.newInputStream(path);
    }

    /** Returns the schema with which the records were written. */
    public AvroSchema schema() {
        return schema;
    }

    private Map<String, byte[]> metadata() throws IOException {
        Map<String, byte[]> metadata = new HashMap<>();
        for (long count = readLong(); count != 0; count = readLong()) {
            if (count < 0) {
                readLong(); // the size of the block
                count = -count;
            }
            for (; count > 0; count--) {
                metadata.put(new String(readBytes(), StandardCharsets.UTF_8), readBytes());
            }
        }
        return metadata;
    }

    @Override
    public boolean hasNext() {
        try {
            while (left == 0) {
                in.mark(1);
                if (in.read() < 0) {
                    return false;
                }
                in.reset();
                readBlock();
            }
            return true;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void readBlock() throws IOException {
        left = readLong();
        byte[] stored = readBytes();
        byte[] end = new byte[SYNC_BYTES];
        in.readFully(end);
        if (left < 0 || !Arrays.equals(end, sync)) {
            throw problem("is damaged: a block does not end with the file's sync marker");
        }
        blockBytes = codec.equals("deflate") ? inflated(stored) : stored;
        block.start(blockBytes, 0, blockBytes.length, MAX_DEPTH, Integer.MAX_VALUE);
    }

    private byte[] inflated(byte[] stored) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(stored);
            byte[] bytes = new byte[Math.max(1024, 4 * stored.length)];
            int length = 0;
            while (!inflater.finished()) {
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, 2 * bytes.length);
                }
                int read = inflater.inflate(bytes, length, bytes.length - length);
                if (read == 0 && length < bytes.length || length > MAX_BLOCK) {
                    throw problem("is damaged: a compressed block is incomplete or too large");
                }
                length += read;
            }
            return Arrays.copyOf(bytes, length);
        } catch (DataFormatException e) {
            throw problem("is damaged: a block is not compressed with deflate");
        } finally {
            inflater.end();
        }
    }

    /** Returns the bytes of the next record. */
    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int start = block.position();
        try {
            Object unused = record.read(block); // finds the end of the record
        } catch (InvalidAvroException e) {
            throw problem("is damaged: a record does not fit the file's schema: " + e.getMessage());
        }
        left--;
        if (left == 0 && block.remaining() > 0) {
            throw problem("is damaged: a block is longer than its records");
        }
        byte[] bytes = Arrays.copyOfRange(blockBytes, start, block.position());
        block.start(blockBytes, block.position(), blockBytes.length, MAX_DEPTH, Integer.MAX_VALUE);
        return bytes;
    }

    private long readLong() throws IOException {
        long encoded = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.readUnsignedByte();
            encoded |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return (encoded >>> 1) ^ -(encoded & 1);
            }
        }
        throw problem("is damaged: a number has more than 64 bits");
    }

    private byte[] readBytes() throws IOException {
        long length = readLong();
        if (length < 0 || length > MAX_BLOCK) {
            throw problem("is damaged: a length is negative or above " + MAX_BLOCK);
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private IllegalArgumentException problem(String message) {
        return new IllegalArgumentException(path + ": " + message);
    }

    private IllegalArgumentException unreadable(IOException e) {
        return new IllegalArgumentException(
                path + (e instanceof EOFException ? ": ends within a block" : ": cannot be read: " + e), e);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
