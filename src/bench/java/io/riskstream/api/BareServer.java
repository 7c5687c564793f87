package io.riskstream.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/**
 * What the API is compared with: a Kafka producer behind Jetty, which sends each line of a body to a topic, without a look at it, and answers 202 after all
 * acknowledgements. Prints its port.
 */
final class BareServer {
    private BareServer() {}

    /**
     * Starts the server.
     *
     * @param arguments the brokers, and the topic
     */
    public static void main(String[] arguments) throws Exception {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", arguments[0], "acks", "all", "linger.ms", "1"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.partitionsFor(arguments[1]);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Source.asByteBuffer(request, new Promise<>() {
                    @Override
                    public void succeeded(ByteBuffer body) {
                        send(producer, arguments[1], body, response, callback);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        callback.failed(failure);
                    }
                });
                return true;
            }
        });
        server.start();
        System.out.println(connector.getLocalPort());
        server.join();
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            ByteBuffer body,
            Response response,
            Callback callback) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        // one more than the lines, for this method itself, so that the response waits until all are sent
        AtomicInteger missing = new AtomicInteger(1);
        StringBuilder positions = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '\n') {
                if (i > start) {
                    byte[] event = java.util.Arrays.copyOfRange(bytes, start, i);
                    missing.incrementAndGet();
                    producer.send(new ProducerRecord<>(topic, event), (metadata, failure) -> {
                        if (failure != null) {
                            callback.failed(failure);
                            return;
                        }
                        synchronized (positions) {
                            positions
                                    .append(metadata.partition())
                                    .append('@')
                                    .append(metadata.offset())
                                    .append(',');
                        }
                        answer(missing, positions, response, callback);
                    });
                }
                start = i + 1;
            }
        }
        answer(missing, positions, response, callback);
    }

    private static void answer(AtomicInteger missing, StringBuilder positions, Response response, Callback callback) {
        if (missing.decrementAndGet() > 0) {
            return;
        }
        byte[] body;
        synchronized (positions) {
            body = positions.toString().getBytes(StandardCharsets.US_ASCII);
        }
        response.setStatus(202);
        response.getHeaders().put("Content-Length", body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
