package io.riskstream.tools.input;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The first bytes of files that are not text, or not in the declared character set. */
enum FileSignature {
    GZIP("is compressed with gzip twice; decompress it once", 0x1F, 0x8B),
    ZSTD("is compressed with zstd; decompress it, or compress it with gzip", 0x28, 0xB5, 0x2F, 0xFD),
    ZIP("is a ZIP archive or an Excel workbook; save the sheet as CSV, or unpack the archive", 'P', 'K', 3, 4),
    EXCEL("is an Excel workbook; save the sheet as CSV", 0xD0, 0xCF, 0x11, 0xE0),
    PARQUET("is a Parquet file; convert it to JSON Lines or CSV", 'P', 'A', 'R', '1'),
    UTF_16LE("is UTF-16 text; set charset: UTF-16", 0xFF, 0xFE),
    UTF_16BE("is UTF-16 text; set charset: UTF-16", 0xFE, 0xFF);

    private final String meaning;
    private final int[] first;

    FileSignature(String meaning, int... first) {
        this.meaning = meaning;
        this.first = first;
    }

    boolean isOf(byte[] start) {
        boolean same = start.length >= first.length;
        for (int i = 0; same && i < first.length; i++) {
            same = (start[i] & 0xFF) == first[i];
        }
        return same;
    }

    /**
     * Checks the first bytes of a file.
     *
     * @throws IllegalArgumentException if they are those of another kind of file
     */
    static void check(Path file, byte[] start, Charset charset) {
        for (FileSignature signature : values()) {
            boolean text = signature == UTF_16LE || signature == UTF_16BE;
            if (signature.isOf(start) && !(text && !charset.equals(StandardCharsets.UTF_8))) {
                throw new IllegalArgumentException(file + ": " + signature.meaning);
            }
        }
    }
}
