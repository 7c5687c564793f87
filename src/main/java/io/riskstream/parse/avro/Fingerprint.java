package io.riskstream.parse.avro;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Computes the CRC-64-AVRO fingerprint of a schema: the Rabin fingerprint of its parsing canonical form, as the specification defines both. */
final class Fingerprint {
    private static final long EMPTY = 0xC15D213AA4D7A795L;
    private static final long[] TABLE = new long[256];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            long fingerprint = i;
            for (int bit = 0; bit < 8; bit++) {
                fingerprint = (fingerprint >>> 1) ^ (EMPTY & -(fingerprint & 1));
            }
            TABLE[i] = fingerprint;
        }
    }

    private final StringBuilder canonical = new StringBuilder();
    private final Set<AvroType> written = new HashSet<>();

    private Fingerprint() {}

    static long of(AvroType type) {
        Fingerprint form = new Fingerprint();
        form.write(type);
        long fingerprint = EMPTY;
        for (byte b : form.canonical.toString().getBytes(StandardCharsets.UTF_8)) {
            fingerprint = (fingerprint >>> 8) ^ TABLE[(int) (fingerprint ^ b) & 0xFF];
        }
        return fingerprint;
    }

    private void write(AvroType type) {
        if (type instanceof AvroType.Primitive primitive) {
            quoted(primitive.kind().name().toLowerCase(Locale.ROOT));
        } else if (type instanceof AvroType.Array array) {
            canonical.append("{\"type\":\"array\",\"items\":");
            write(array.element());
            canonical.append('}');
        } else if (type instanceof AvroType.Dictionary dictionary) {
            canonical.append("{\"type\":\"map\",\"values\":");
            write(dictionary.value());
            canonical.append('}');
        } else if (type instanceof AvroType.Union union) {
            canonical.append('[');
            for (int i = 0; i < union.branches().size(); i++) {
                canonical.append(i == 0 ? "" : ",");
                write(union.branches().get(i));
            }
            canonical.append(']');
        } else {
            writeNamed(type);
        }
    }

    private void writeNamed(AvroType type) {
        String name = type instanceof AvroType.Structure structure
                ? structure.name()
                : type instanceof AvroType.Fixed fixed ? fixed.name() : ((AvroType.Enumeration) type).name();
        if (!written.add(type)) {
            quoted(name);
            return;
        }
        canonical.append("{\"name\":");
        quoted(name);
        if (type instanceof AvroType.Structure structure) {
            canonical.append(",\"type\":\"record\",\"fields\":[");
            for (int i = 0; i < structure.members().size(); i++) {
                canonical.append(i == 0 ? "" : ",").append("{\"name\":");
                quoted(structure.members().get(i).name());
                canonical.append(",\"type\":");
                write(structure.members().get(i).type());
                canonical.append('}');
            }
            canonical.append(']');
        } else if (type instanceof AvroType.Fixed fixed) {
            canonical.append(",\"type\":\"fixed\",\"size\":").append(fixed.size());
        } else {
            canonical.append(",\"type\":\"enum\",\"symbols\":[");
            for (int i = 0; i < ((AvroType.Enumeration) type).symbols().size(); i++) {
                canonical.append(i == 0 ? "" : ",");
                quoted(((AvroType.Enumeration) type).symbols().get(i));
            }
            canonical.append(']');
        }
        canonical.append('}');
    }

    private void quoted(String text) {
        canonical.append('"').append(text).append('"');
    }
}
