package io.riskstream.parse;

import com.ctc.wstx.stax.WstxInputFactory;
import com.github.luben.zstd.Zstd;
import io.riskstream.bench.CpuTime;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.validate.EventSchema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import picocli.CommandLine.Command;

/** Parses the shipped notice of loss from XML, and a flood claim from JSON in several envelopes, in thread CPU time. */
@Command(
        name = "feeds",
        description = "Measures XML, compression and CloudEvents: CPU time and allocated bytes for an event.",
        mixinStandardHelpOptions = true)
public final class FeedsBench implements Callable<Integer> {
    private static final int OPERATIONS = 20_000;

    @Override
    public Integer call() throws IOException {
        byte[] xml = Files.readAllBytes(Path.of("topologies/fnol/cases/rear-end.xml"));
        byte[] json = Files.readAllBytes(Path.of("topologies/flood-claims/cases/claim.json"));
        System.out.println("XML of " + xml.length + " bytes, JSON of " + json.length + " bytes");
        EventType flood = new EventType(List.of(new EventSchema("topologies/flood-claims/event.schema.json")));
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(json);
        }
        Map<String, IntConsumer> contestants = new LinkedHashMap<>();
        contestants.put("Woodstox, tokens alone", tokens(xml));
        contestants.put("ParseXml", parser(notices(), xml));
        contestants.put("ParseJson", parser(new ParseJson(flood, Map.of()), json));
        contestants.put("ParseJson, all options on", parser(decoding(flood), json));
        contestants.put(
                "ParseJson, gzip", parser(new ParseJson(flood, Map.of("decompress", true)), gzip.toByteArray()));
        contestants.put("GZIPInputStream alone", stream(gzip.toByteArray()));
        contestants.put(
                "ParseJson, zstd", parser(new ParseJson(flood, Map.of("decompress", true)), Zstd.compress(json)));
        String envelope =
                "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/portal\", \"type\": \"claim\", \"data\": "
                        + new String(json, StandardCharsets.UTF_8) + "}";
        contestants.put(
                "ParseJson, CloudEvent",
                parser(new ParseJson(flood, Map.of("cloudEvents", true)), envelope.getBytes(StandardCharsets.UTF_8)));
        CpuTime.print(contestants, OPERATIONS);
        return 0;
    }

    private static Stage decoding(EventType type) {
        return new ParseJson(type, Map.of("decompress", true, "schemaIdPrefix", true));
    }

    private static Stage notices() throws IOException {
        Properties local = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        return Pipeline.read(Path.of("flux/fnol.yaml"), local)
                .components(ParseXml.class)
                .get(0);
    }

    private static IntConsumer parser(Stage stage, byte[] value) {
        Event event = Event.of(new Origin("claims", 0, 0, 0, Optional.empty(), List.of()), value);
        return i -> {
            if (!(stage.apply(event) instanceof Outcome.Pass)) {
                throw new IllegalStateException("the event was not parsed: " + stage.apply(event));
            }
        };
    }

    private static IntConsumer tokens(byte[] xml) {
        WstxInputFactory factory = new WstxInputFactory();
        factory.configureForSpeed();
        return i -> {
            try {
                XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
                while (reader.hasNext()) {
                    int unused = reader.next();
                }
                reader.close();
            } catch (XMLStreamException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static IntConsumer stream(byte[] gzip) {
        return i -> {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
                byte[] unused = in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
