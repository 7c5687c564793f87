package io.riskstream.api.read;

import io.riskstream.api.output.ShippedPipelines;
import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.stage.Message;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.PipelineReferences;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Flood claims with topics of its own: its stages run in this process, over events of a real Kafka, and what they publish is sent to the real Kafka. */
public final class PublishedPipeline implements AutoCloseable {
    /** Kafka's timestamp of the first event; each further one is a second later. */
    public static final long START = 1_772_360_000_000L;

    private final Pipeline flux;
    private final String source;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TestContext context;
    private final PipelineTestDriver driver;
    private final List<Message> published = new ArrayList<>();
    private long events;

    /**
     * Creates the topics and opens the stages.
     *
     * @param name the name of the source topic
     * @param properties further values of {@code ${...}}
     * @param replacements texts of the Flux file and what replaces them
     */
    public PublishedPipeline(
            EmbeddedKafka broker, String name, Path folder, Properties properties, Map<String, String> replacements)
            throws IOException {
        this.source = name;
        Properties all = ShippedPipelines.properties();
        all.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
        all.putAll(properties);
        String text = FluxFiles.inlined(Path.of("flux/flood-claims.yaml"))
                .replace("topic: flood-claims", "topic: " + name)
                .replace("topic: flood-scores", "topic: " + scores())
                .replace("topic: flood-dead-letters", "topic: " + deadLetters());
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            if (!text.contains(replacement.getKey())) {
                throw new IllegalArgumentException("the Flux file lacks: " + replacement.getKey());
            }
            text = text.replace(replacement.getKey(), replacement.getValue());
        }
        flux = Pipeline.read(Files.writeString(folder.resolve(name + ".yaml"), text), all);
        List.of(source, scores(), deadLetters()).forEach(topic -> broker.createTopic(topic, 2));
        Map<String, Object> client = new HashMap<>(served().kafka().producerProperties());
        client.put("max.block.ms", 30_000);
        producer = new KafkaProducer<>(client);
        MapRecords records = new MapRecords();
        PipelineReferences.read(flux, Optional.empty(), Optional.of(new Simulation("flood-claims", 5)))
                .records()
                .forEach(records::put);
        context = new TestContext().withRecords(records).withPipeline(flux.name());
        driver = PipelineTestDriver.open(flux, context);
    }

    public String source() {
        return source;
    }

    public String scores() {
        return source + "-scores";
    }

    public String deadLetters() {
        return source + "-dead";
    }

    ServedPipeline served() {
        return ServedPipeline.of(flux);
    }

    public Pipeline flux() {
        return flux;
    }

    /** Returns all messages that the stages have published, also those to other sinks than Kafka. */
    public List<Message> published() {
        return published;
    }

    /** Sends an event to the source topic, and what the stages publish for it to the topics of the outputs. Returns its origin. */
    public String process(String event) {
        long timestamp = START + 1_000 * events++;
        byte[] value = event.getBytes(StandardCharsets.UTF_8);
        byte[] key = ("key-" + events).getBytes(StandardCharsets.UTF_8);
        RecordMetadata at = send(new ProducerRecord<>(source, null, timestamp, key, value));
        Origin origin = new Origin(source, at.partition(), at.offset(), timestamp, Optional.of(key), List.of());
        driver.run(Event.of(origin, value));
        List<Message> all = context.messages();
        List<Message> added = all.subList(published.size(), all.size());
        added.forEach(this::publish);
        published.addAll(List.copyOf(added));
        return origin.toString();
    }

    /** Sends a message again, as a pipeline does after a crash. */
    public void publish(Message message) {
        if (message.topic().equals(scores()) || message.topic().equals(deadLetters())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    message.topic(), message.key().orElse(null), message.value().orElse(null));
            for (Header header : message.headers()) {
                record.headers().add(new RecordHeader(header.name(), header.value()));
            }
            RecordMetadata unused = send(record);
        }
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        driver.close();
        context.close();
        producer.close();
    }
}
