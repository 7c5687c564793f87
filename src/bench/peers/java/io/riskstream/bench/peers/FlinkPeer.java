package io.riskstream.bench.peers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.riskstream.bench.pipeline.ContestantJob;
import io.riskstream.bench.pipeline.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A typical Flink job: plain objects that are not copied between operators, Jackson's data binding in the source, hand-written checks and rules,
 * asynchronous I/O over a Caffeine near-cache of decoded records with Lettuce for the misses, all operators in one chain.
 */
final class FlinkPeer {
    private static final int CAPACITY = 1_000;
    private static final long TIMEOUT_SECONDS = 20;

    private FlinkPeer() {}

    public static void main(String[] arguments) {
        ContestantJob job = ContestantJob.of(arguments);
        ContestantJob.run(() -> {
            StreamExecutionEnvironment flink =
                    FlinkIo.environment(Integer.parseInt(job.further().get(0)));
            SingleOutputStreamOperator<FlinkClaim> valid = FlinkIo.claims(flink, job, new Parse())
                    .process(new Validate())
                    .name("validate");
            valid.getSideOutput(FlinkIo.DEAD_LETTERS).sinkTo(FlinkIo.sink(job, Topics.DEAD_LETTERS));
            AsyncDataStream.unorderedWait(
                            valid, new Enrich(job.redisPort()), TIMEOUT_SECONDS, TimeUnit.SECONDS, CAPACITY)
                    .map(new Write())
                    .sinkTo(FlinkIo.sink(job, Topics.SCORES));
            flink.execute("bench-claims");
        });
    }

    private static final class Parse implements KafkaRecordDeserializationSchema<FlinkClaim> {
        private static final long serialVersionUID = 1;

        private transient ClaimJson json;

        @Override
        public void open(DeserializationSchema.InitializationContext context) {
            json = new ClaimJson();
        }

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<FlinkClaim> out) {
            FlinkClaim claim = new FlinkClaim();
            claim.key = record.key();
            claim.original = record.value();
            claim.claim = json.claim(record.value());
            out.collect(claim);
        }

        @Override
        public TypeInformation<FlinkClaim> getProducedType() {
            return TypeInformation.of(FlinkClaim.class);
        }
    }

    private static final class Validate extends ProcessFunction<FlinkClaim, FlinkClaim> {
        private static final long serialVersionUID = 1;

        @Override
        public void processElement(FlinkClaim claim, Context context, Collector<FlinkClaim> out) {
            if (claim.claim == null || ClaimCheck.invalidField(claim.claim) != null) {
                context.output(FlinkIo.DEAD_LETTERS, new OutputRecord(claim.key, claim.original));
            } else {
                out.collect(claim);
            }
        }
    }

    /** Looks up the records, and applies the rules if all are cached. */
    private static final class Enrich extends RichAsyncFunction<FlinkClaim, FlinkClaim> {
        private static final long serialVersionUID = 1;

        private final int redisPort;
        private transient ClaimJson json;
        private transient Cache<String, Rates> cache;
        private transient RedisClient client;
        private transient StatefulRedisConnection<String, String> redis;

        Enrich(int redisPort) {
            this.redisPort = redisPort;
        }

        @Override
        public void open(OpenContext context) {
            json = new ClaimJson();
            cache = Caffeine.newBuilder()
                    .maximumSize(ContestantJob.CACHE_ENTRIES)
                    .build();
            client = RedisClient.create(RedisURI.create("127.0.0.1", redisPort));
            redis = client.connect();
        }

        @Override
        public void asyncInvoke(FlinkClaim claim, ResultFuture<FlinkClaim> result) {
            String[] keys = claim.claim.recordKeys();
            Rates[] rates = new Rates[keys.length];
            List<String> missing = null;
            for (int i = 0; i < keys.length; i++) {
                rates[i] = cache.getIfPresent(keys[i]);
                if (rates[i] == null) {
                    missing = missing == null ? new ArrayList<>() : missing;
                    missing.add(keys[i]);
                }
            }
            if (missing == null) {
                complete(claim, rates, result);
                return;
            }
            redis.async().mget(missing.toArray(String[]::new)).whenComplete((found, failure) -> {
                if (failure != null) {
                    result.completeExceptionally(failure);
                    return;
                }
                for (KeyValue<String, String> record : found) {
                    if (record.hasValue()) {
                        cache.put(record.getKey(), json.rates(record.getValue()));
                    }
                }
                for (int i = 0; i < keys.length; i++) {
                    rates[i] = rates[i] == null ? cache.getIfPresent(keys[i]) : rates[i];
                }
                complete(claim, rates, result);
            });
        }

        private static void complete(FlinkClaim claim, Rates[] rates, ResultFuture<FlinkClaim> result) {
            claim.met = ClaimRules.met(claim.claim, rates[0], rates[1], rates[2], rates[3], rates[4], rates[5]);
            result.complete(Collections.singleton(claim));
        }

        @Override
        public void close() {
            // Flink also closes a function whose open() failed, and reports only the failure of close()
            if (redis != null) {
                redis.close();
            }
            if (client != null) {
                client.shutdown();
            }
        }
    }

    private static final class Write extends RichMapFunction<FlinkClaim, OutputRecord> {
        private static final long serialVersionUID = 1;

        private transient ClaimJson json;

        @Override
        public void open(OpenContext context) {
            json = new ClaimJson();
        }

        @Override
        public OutputRecord map(FlinkClaim claim) {
            return new OutputRecord(claim.key, json.bytes(ScoreMessage.of(claim.claim, claim.met)));
        }
    }
}
