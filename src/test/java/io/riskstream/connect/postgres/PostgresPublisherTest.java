package io.riskstream.connect.postgres;

import static io.riskstream.connect.TestOutputs.publish;
import static io.riskstream.connect.TestOutputs.score;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.Publisher;
import io.riskstream.testing.TestContext;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PostgresPublisherTest {
    private final Postgres unreachable = new Postgres(
            Map.of("hosts", "127.0.0.1:1", "database", "claims", "user", "writer", "connectTimeoutMillis", 1_000));

    @Test
    void anErrorDoesNotEndTheWriter() {
        try (TestContext context = new TestContext()) {
            Publisher publisher = new PostgresPublisher(unreachable, context);
            AtomicBoolean failed = new AtomicBoolean();
            publisher.publish(score("p-1", 5, 7, "refer"), new Publisher.Receipt() {
                @Override
                public void acknowledged() {}

                @Override
                public void failed(Throwable cause) {
                    if (failed.compareAndSet(false, true)) {
                        throw new AssertionError("a bug");
                    }
                }
            });
            assertTrue(publish(publisher, score("p-2", 5, 8, "refer")).isPresent());
            assertTrue(publish(publisher, score("p-3", 5, 9, "refer")).isPresent());
            assertTrue(failed.get());
            publisher.close();
            assertTrue(publish(publisher, score("p-4", 5, 10, "refer"))
                    .orElseThrow()
                    .getMessage()
                    .contains("closed"));
        }
    }
}
