package io.riskstream.bench.peers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.riskstream.bench.pipeline.ContestantJob;
import io.riskstream.bench.pipeline.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import redis.clients.jedis.Jedis;

/**
 * A typical Kafka Streams job: one processor, Jackson's data binding, hand-written checks and rules, a Caffeine near-cache of decoded records. Its API
 * passes one record at a time and commits the passed records, so the misses of several events cannot be combined; those of one event use one MGET.
 */
final class StreamsPeer {
    private StreamsPeer() {}

    public static void main(String[] arguments) {
        ContestantJob job = ContestantJob.of(arguments);
        ContestantJob.run(() -> {
            KafkaStreams streams = new KafkaStreams(topology(job), ContestantJob.properties(settings(job)));
            streams.setUncaughtExceptionHandler(failure -> {
                failure.printStackTrace();
                return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
            });
            streams.start();
        });
    }

    private static Map<String, Object> settings(ContestantJob job) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, job.group());
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, job.bootstrapServers());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, System.getProperty("java.io.tmpdir"));
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, ContestantJob.COMMIT_MILLIS);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        ContestantJob.producerSettings()
                .forEach((name, value) -> settings.put(StreamsConfig.producerPrefix(name), value));
        return settings;
    }

    private static Topology topology(ContestantJob job) {
        return new Topology()
                .addSource("claims", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.CLAIMS)
                .addProcessor("score", () -> new Scoring(job), "claims")
                .addSink("scores", Topics.SCORES, new ByteArraySerializer(), new ByteArraySerializer(), "score")
                .addSink("dead", Topics.DEAD_LETTERS, new ByteArraySerializer(), new ByteArraySerializer(), "score");
    }

    private static final class Scoring implements Processor<byte[], byte[], byte[], byte[]> {
        private final ClaimJson json = new ClaimJson();
        private final Cache<String, Rates> cache =
                Caffeine.newBuilder().maximumSize(ContestantJob.CACHE_ENTRIES).build();
        private final Jedis redis;
        private ProcessorContext<byte[], byte[]> context;

        Scoring(ContestantJob job) {
            redis = new Jedis("127.0.0.1", job.redisPort());
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> processorContext) {
            context = processorContext;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            Claim claim = json.claim(record.value());
            if (claim == null || ClaimCheck.invalidField(claim) != null) {
                context.forward(record, "dead");
                return;
            }
            Rates[] rates = rates(claim.recordKeys());
            int met = ClaimRules.met(claim, rates[0], rates[1], rates[2], rates[3], rates[4], rates[5]);
            context.forward(record.withValue(json.bytes(ScoreMessage.of(claim, met))), "scores");
        }

        private Rates[] rates(String[] keys) {
            Rates[] rates = new Rates[keys.length];
            List<String> missing = null;
            for (int i = 0; i < keys.length; i++) {
                rates[i] = cache.getIfPresent(keys[i]);
                if (rates[i] == null) {
                    missing = missing == null ? new ArrayList<>() : missing;
                    missing.add(keys[i]);
                }
            }
            if (missing != null) {
                fetch(missing);
                for (int i = 0; i < keys.length; i++) {
                    rates[i] = rates[i] == null ? cache.getIfPresent(keys[i]) : rates[i];
                }
            }
            return rates;
        }

        private void fetch(List<String> missing) {
            List<String> found = redis.mget(missing.toArray(String[]::new));
            for (int i = 0; i < missing.size(); i++) {
                if (found.get(i) != null) {
                    cache.put(missing.get(i), json.rates(found.get(i)));
                }
            }
        }

        @Override
        public void close() {
            redis.close();
        }
    }
}
