package io.riskstream.bench.peers;

import io.riskstream.bench.pipeline.ContestantJob;
import io.riskstream.bench.pipeline.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.storm.Config;
import org.apache.storm.LocalCluster;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.kafka.bolt.KafkaBolt;
import org.apache.storm.kafka.bolt.mapper.FieldNameBasedTupleToKafkaMapper;
import org.apache.storm.kafka.bolt.selector.DefaultTopicSelector;
import org.apache.storm.kafka.spout.FirstPollOffsetStrategy;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.apache.storm.redis.bolt.RedisLookupBolt;
import org.apache.storm.redis.common.config.JedisPoolConfig;
import org.apache.storm.redis.common.mapper.RedisDataTypeDescription;
import org.apache.storm.redis.common.mapper.RedisDataTypeDescription.RedisDataType;
import org.apache.storm.redis.common.mapper.RedisLookupMapper;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.BasicOutputCollector;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseBasicBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.ITuple;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;

/**
 * A topology with Storm's standard components: KafkaSpout, a bolt that parses and validates, six RedisLookupBolts of storm-redis, each with a blocking
 * Redis request for each tuple, a bolt that scores, and KafkaBolts.
 */
final class StockStorm {
    private static final String KEY = "key";
    private static final String CLAIM = "claim";
    private static final String MESSAGE = "message";
    private static final String DEAD = "dead";
    private static final String[] LOOKUPS = {"customer", "policy", "county", "market", "rival", "weather"};
    private static final int PENDING = 1_000;

    private StockStorm() {}

    public static void main(String[] arguments) {
        ContestantJob job = ContestantJob.of(arguments);
        ContestantJob.run(() -> new LocalCluster().submitTopology("bench-stock", configuration(), topology(job)));
    }

    private static Map<String, Object> configuration() {
        Config configuration = new Config();
        configuration.setNumWorkers(1);
        configuration.setNumAckers(1);
        configuration.setMaxSpoutPending(PENDING);
        return configuration;
    }

    private static StormTopology topology(ContestantJob job) {
        KafkaSpoutConfig<byte[], byte[]> source = new KafkaSpoutConfig.Builder<byte[], byte[]>(
                        job.bootstrapServers(), Topics.CLAIMS)
                .setProp("key.deserializer", ByteArrayDeserializer.class.getName())
                .setProp("value.deserializer", ByteArrayDeserializer.class.getName())
                .setProp("group.id", job.group())
                .setFirstPollOffsetStrategy(FirstPollOffsetStrategy.UNCOMMITTED_EARLIEST)
                .setOffsetCommitPeriodMs(ContestantJob.COMMIT_MILLIS)
                .build();
        TopologyBuilder builder = new TopologyBuilder();
        builder.setSpout("claims", new KafkaSpout<>(source));
        builder.setBolt("parse", new ParseAndValidate()).localOrShuffleGrouping("claims");
        JedisPoolConfig redis = new JedisPoolConfig.Builder()
                .setHost("127.0.0.1")
                .setPort(job.redisPort())
                .build();
        String before = "parse";
        for (int i = 0; i < LOOKUPS.length; i++) {
            builder.setBolt(LOOKUPS[i], new RedisLookupBolt(redis, new Mapper(i)))
                    .localOrShuffleGrouping(before);
            before = LOOKUPS[i];
        }
        builder.setBolt("score", new Scoring()).localOrShuffleGrouping(before);
        builder.setBolt("scores", kafka(job, Topics.SCORES)).localOrShuffleGrouping("score");
        builder.setBolt("dead-letters", kafka(job, Topics.DEAD_LETTERS)).localOrShuffleGrouping("parse", DEAD);
        return builder.createTopology();
    }

    private static KafkaBolt<byte[], byte[]> kafka(ContestantJob job, String topic) {
        Map<String, Object> settings = new HashMap<>(ContestantJob.producerSettings());
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, job.bootstrapServers());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return new KafkaBolt<byte[], byte[]>()
                .withProducerProperties(ContestantJob.properties(settings))
                .withTopicSelector(new DefaultTopicSelector(topic))
                .withTupleToKafkaMapper(new FieldNameBasedTupleToKafkaMapper<>(KEY, MESSAGE));
    }

    private static final class ParseAndValidate extends BaseBasicBolt {
        private static final long serialVersionUID = 1;

        private transient ClaimJson json;

        @Override
        public void prepare(Map<String, Object> configuration, TopologyContext context) {
            json = new ClaimJson();
        }

        @Override
        public void execute(Tuple tuple, BasicOutputCollector collector) {
            byte[] key = (byte[]) tuple.getValueByField("key");
            byte[] original = (byte[]) tuple.getValueByField("value");
            Claim claim = json.claim(original);
            if (claim == null || ClaimCheck.invalidField(claim) != null) {
                collector.emit(DEAD, new Values(key, original));
            } else {
                collector.emit(new Values(key, claim));
            }
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields(KEY, CLAIM));
            declarer.declareStream(DEAD, new Fields(KEY, MESSAGE));
        }
    }

    /** Adds the record of one look-up to those of the previous bolts. */
    private static final class Mapper implements RedisLookupMapper {
        private static final long serialVersionUID = 1;

        private final int lookup;
        private transient ClaimJson json;

        Mapper(int lookup) {
            this.lookup = lookup;
        }

        @Override
        public RedisDataTypeDescription getDataTypeDescription() {
            return new RedisDataTypeDescription(RedisDataType.STRING);
        }

        @Override
        public String getKeyFromTuple(ITuple tuple) {
            return ((Claim) tuple.getValueByField(CLAIM)).recordKeys()[lookup];
        }

        @Override
        public String getValueFromTuple(ITuple tuple) {
            throw new UnsupportedOperationException("this mapper is only for look-ups");
        }

        @Override
        public List<Values> toTuple(ITuple tuple, Object found) {
            if (json == null) {
                json = new ClaimJson();
            }
            Values values = new Values();
            values.addAll(tuple.getValues());
            values.add(found == null ? null : json.rates((String) found));
            return List.of(values);
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            List<String> fields = new ArrayList<>(List.of(KEY, CLAIM));
            fields.addAll(List.of(LOOKUPS).subList(0, lookup + 1));
            declarer.declare(new Fields(fields));
        }
    }

    private static final class Scoring extends BaseBasicBolt {
        private static final long serialVersionUID = 1;

        private transient ClaimJson json;

        @Override
        public void prepare(Map<String, Object> configuration, TopologyContext context) {
            json = new ClaimJson();
        }

        @Override
        public void execute(Tuple tuple, BasicOutputCollector collector) {
            Claim claim = (Claim) tuple.getValueByField(CLAIM);
            int met = ClaimRules.met(
                    claim,
                    (Rates) tuple.getValue(2),
                    (Rates) tuple.getValue(3),
                    (Rates) tuple.getValue(4),
                    (Rates) tuple.getValue(5),
                    (Rates) tuple.getValue(6),
                    (Rates) tuple.getValue(7));
            collector.emit(new Values(tuple.getValueByField(KEY), json.bytes(ScoreMessage.of(claim, met))));
        }

        @Override
        public void declareOutputFields(OutputFieldsDeclarer declarer) {
            declarer.declare(new Fields(KEY, MESSAGE));
        }
    }
}
