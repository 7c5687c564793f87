package io.riskstream.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

class ResponseStreamTest {
    /** Jetty throws if another thread has ended the response since; code that publishes to all clients must not get that exception. */
    @Test
    void aResponseThatJettyHasEndedFailsTheWriteAndThrowsNothing() {
        List<Throwable> failures = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        IllegalStateException completed = new IllegalStateException("channel already completed");
        Response response = (Response) Proxy.newProxyInstance(
                Response.class.getClassLoader(), new Class<?>[] {Response.class}, (proxy, method, arguments) -> {
                    throw completed;
                });
        Request request = (Request) Proxy.newProxyInstance(
                Request.class.getClassLoader(), new Class<?>[] {Request.class}, (proxy, method, arguments) -> null);
        ResponseStream stream = new ResponseStream(request, response, Callback.from(() -> {}, failures::add));
        stream.onEnd(() -> ends.add("ended"));
        CompletableFuture<Void> written = stream.write(new byte[] {1}).toCompletableFuture();
        assertTrue(written.isCompletedExceptionally());
        assertEquals(List.of(completed), failures);
        assertEquals(List.of("ended"), ends);
        assertTrue(stream.write(new byte[] {2}).toCompletableFuture().isCompletedExceptionally());
        stream.close();
        assertEquals(1, failures.size());
    }
}
