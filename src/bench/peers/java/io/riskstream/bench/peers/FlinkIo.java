package io.riskstream.bench.peers;

import io.riskstream.bench.pipeline.ContestantJob;
import io.riskstream.bench.pipeline.Topics;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The common parts of the two Flink jobs: a local cluster, object reuse, a checkpoint every ten seconds, Kafka source and sink. */
final class FlinkIo {
    static final OutputTag<OutputRecord> DEAD_LETTERS = new OutputTag<>("dead-letters") {};

    private static final long CHECKPOINT_MILLIS = 10_000;

    private FlinkIo() {}

    /** Returns an environment with as many slots as each operator has subtasks. */
    static StreamExecutionEnvironment environment(int subtasks) {
        StreamExecutionEnvironment flink =
                StreamExecutionEnvironment.createLocalEnvironment(subtasks, new Configuration());
        flink.getConfig().enableObjectReuse();
        flink.enableCheckpointing(CHECKPOINT_MILLIS, CheckpointingMode.AT_LEAST_ONCE);
        return flink;
    }

    /** Returns the claims of a topic, as the schema reads them. */
    static <T> SingleOutputStreamOperator<T> claims(
            StreamExecutionEnvironment flink, ContestantJob job, KafkaRecordDeserializationSchema<T> schema) {
        KafkaSource<T> source = KafkaSource.<T>builder()
                .setBootstrapServers(job.bootstrapServers())
                .setTopics(Topics.CLAIMS)
                .setGroupId(job.group())
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(schema)
                .build();
        return flink.fromSource(source, WatermarkStrategy.noWatermarks(), "claims");
    }

    static KafkaSink<OutputRecord> sink(ContestantJob job, String topic) {
        return KafkaSink.<OutputRecord>builder()
                .setBootstrapServers(job.bootstrapServers())
                .setKafkaProducerConfig(ContestantJob.properties(ContestantJob.producerSettings()))
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer((KafkaRecordSerializationSchema<OutputRecord>)
                        (letter, context, timestamp) -> new ProducerRecord<>(topic, letter.key, letter.value))
                .build();
    }
}
