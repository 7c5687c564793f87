package io.riskstream.api.submit;

import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.parse.EventParser;
import io.riskstream.parse.ParseAvro;
import io.riskstream.parse.ParseCsv;
import io.riskstream.parse.ParseJson;
import io.riskstream.parse.ParseXml;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The media types in which the events of a pipeline may arrive, and how a body of each is divided into events. */
final class EventFormat {
    private static final List<String> LINES =
            List.of("application/x-ndjson", "application/jsonl", "application/ndjson");
    private static final String OCTETS = "application/octet-stream";
    private static final String CSV = "text/csv";
    private static final String JSON = "application/json";

    private final EventParser parser;
    private final List<String> mediaTypes;
    private final int maxEvents;

    /**
     * Creates the formats of a pipeline.
     *
     * @param maxEvents the largest number of events in one body
     */
    EventFormat(EventParser parser, int maxEvents) {
        this.parser = parser;
        this.maxEvents = maxEvents;
        List<String> types = new ArrayList<>();
        if (parser instanceof ParseJson) {
            types.add(JSON);
            types.addAll(LINES);
            types.add("application/cloudevents+json");
        } else if (parser instanceof ParseXml) {
            types.addAll(List.of("application/xml", "text/xml"));
        } else if (parser instanceof ParseCsv) {
            types.add(CSV);
        } else if (parser instanceof ParseAvro) {
            types.addAll(List.of("avro/binary", "application/avro", "application/vnd.apache.avro+binary"));
        }
        types.add(OCTETS);
        mediaTypes = List.copyOf(types);
    }

    /** Returns the media types, the preferred one first. */
    List<String> mediaTypes() {
        return mediaTypes;
    }

    /**
     * The events of a body.
     *
     * @param many true if the body may contain several events, even if it contains one
     */
    record Events(boolean many, List<byte[]> values) {}

    /**
     * Divides a body.
     *
     * @param contentType the header {@code Content-Type}
     * @param contentEncoding the header {@code Content-Encoding}
     * @throws ProblemException 415 for another type, encoding or character set; 400 for an empty body or an array that does not end; 413 for too many events
     */
    Events events(Optional<String> contentType, Optional<String> contentEncoding, byte[] body) {
        if (contentEncoding
                .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                .isPresent()) {
            throw unsupported("the header Content-Encoding is not supported; send the body as it is");
        }
        String type = contentType
                .map(EventFormat::withoutParameters)
                .orElseThrow(() -> unsupported("the header Content-Type is missing"));
        if (!mediaTypes.contains(type)) {
            throw unsupported("the pipeline does not take this media type");
        }
        checkCharset(contentType.get(), type);
        if (body.length == 0) {
            throw new ProblemException(Problem.of(400, "the body is empty; send an event"));
        }
        if (LINES.contains(type)) {
            return many(LineReader.plain(body));
        } else if (type.equals(JSON) && JsonArrayReader.isArray(body)) {
            return many(new JsonArrayReader(body));
        } else if (type.equals(CSV)
                && parser instanceof ParseCsv csv
                && isAsciiCompatible(csv.format().charset())) {
            Events records = many(LineReader.csv(body, csv.format()));
            return new Events(records.values().size() > 1, records.values());
        }
        return new Events(false, List.of(body));
    }

    /** The parts of a body, one by one. */
    interface Parts {
        /** Returns the next part; empty at the end. */
        Optional<byte[]> next();
    }

    private Events many(Parts parts) {
        List<byte[]> values = new ArrayList<>();
        for (Optional<byte[]> part = parts.next(); part.isPresent(); part = parts.next()) {
            if (values.size() == maxEvents) {
                throw new ProblemException(
                        Problem.of(413, "the body has more than " + maxEvents + " events; send fewer in one request"));
            }
            values.add(part.get());
        }
        if (values.isEmpty()) {
            throw new ProblemException(Problem.of(400, "the body contains no event"));
        }
        return new Events(true, values);
    }

    private void checkCharset(String contentType, String type) {
        Optional<String> charset = parameter(contentType, "charset");
        String expected = type.equals(CSV) && parser instanceof ParseCsv csv
                ? csv.format().charset().name()
                : StandardCharsets.UTF_8.name();
        boolean same = charset.map(name -> name.equalsIgnoreCase(expected)
                        || name.equalsIgnoreCase("us-ascii") && expected.equals(StandardCharsets.UTF_8.name()))
                .orElse(true);
        if (!same) {
            throw unsupported("the pipeline takes this media type in " + expected + " alone");
        }
    }

    private static boolean isAsciiCompatible(Charset charset) {
        return charset.canEncode() && "\n\"".getBytes(charset).length == 2;
    }

    private ProblemException unsupported(String detail) {
        return new ProblemException(Problem.of(415, detail + "; it takes " + String.join(", ", mediaTypes)));
    }

    private static String withoutParameters(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> parameter(String contentType, String name) {
        for (String part : contentType.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
                String value = part.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        return Optional.empty();
    }
}
