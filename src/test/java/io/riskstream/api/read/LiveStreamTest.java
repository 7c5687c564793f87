package io.riskstream.api.read;

import static io.riskstream.api.output.ShippedPipelines.outputs;
import static io.riskstream.api.output.ShippedPipelines.rejected;
import static io.riskstream.api.output.ShippedPipelines.score;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.ProblemException;
import io.riskstream.api.read.StreamClientTest.ManualOutput;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
    private final OutputDirectory pipelines =
            new OutputDirectory(List.of(outputs("flood-claims"), outputs("auto-claims")));
    private final LiveStream stream = new LiveStream(pipelines, new OutputCounters(InstantSource.system()));

    @AfterEach
    void close() {
        stream.close();
    }

    private ManualOutput open(String query) {
        ApiResponse response = stream.open(RequestOf.query(query));
        assertEquals("text/event-stream", response.headers().get("Content-Type"));
        ManualOutput output = new ManualOutput();
        output.immediate = true;
        response.stream().orElseThrow().open(output);
        return output;
    }

    private static String all(ManualOutput output) {
        return String.join("", output.written);
    }

    private void publish() {
        stream.scored(score("c-1", "k", "refer", 1, 1_000), 3);
        stream.scored(score("c-2", "k", "accept", 2, 1_000), 3);
        stream.rejected(rejected("schema.required", 3, Instant.ofEpochMilli(1_000)));
    }

    @Test
    void eachClientReceivesWhatItsFilterSelects() {
        ManualOutput everything = open("");
        ManualOutput referrals = open("decision=refer");
        ManualOutput rejections = open("events=rejection");
        ManualOutput other = open("pipeline=auto-claims");
        publish();
        assertEquals(": keep-alive\n\n", other.written.get(0));
        assertEquals(1, other.written.size());
        assertTrue(all(everything).contains("\"c-1\"") && all(everything).contains("\"c-2\""), all(everything));
        assertTrue(all(everything).contains("event: rejection\ndata: {\"ref\":\"flood-claims-0@3\""), all(everything));
        assertFalse(all(everything).contains("\"original\""), "lists and the stream have no original");
        assertTrue(all(referrals).contains("\"c-1\""), all(referrals));
        assertFalse(all(referrals).contains("\"c-2\"") || all(referrals).contains("rejection"), all(referrals));
        assertTrue(all(rejections).contains("event: rejection"), all(rejections));
        assertFalse(all(rejections).contains("event: score"), all(rejections));
    }

    @Test
    void aClientThatHasLeftReceivesNothing() {
        ManualOutput output = open("");
        assertEquals(1, stream.clients());
        output.close();
        assertEquals(0, stream.clients());
        publish();
        assertEquals(1, output.written.size());
    }

    @Test
    void aStreamEndsWhenItsCallerIsNoLongerAdmitted() {
        AtomicBoolean admitted = new AtomicBoolean(true);
        ManualOutput revoked = new ManualOutput();
        revoked.immediate = true;
        stream.open(RequestOf.query("", admitted::get)).stream().orElseThrow().open(revoked);
        ManualOutput other = open("");
        stream.everySecond();
        assertFalse(revoked.closed);
        admitted.set(false);
        stream.everySecond();
        assertTrue(revoked.closed);
        assertFalse(other.closed);
        assertEquals(1, stream.clients());
    }

    @Test
    void theNumberOfClientsIsBounded() {
        for (int i = 0; i < LiveStream.MAX_CLIENTS; i++) {
            ManualOutput unused = open("");
        }
        ProblemException refused = assertThrows(ProblemException.class, () -> open(""));
        assertEquals(503, refused.problem().status());
        assertTrue(refused.problem().retryAfter().isPresent());
    }

    @Test
    void anUnknownKindOfEventIsRefused() {
        ProblemException refused = assertThrows(ProblemException.class, () -> open("events=scores"));
        assertEquals(400, refused.problem().status());
        assertTrue(
                refused.problem().detail().contains("'score'"),
                refused.problem().detail());
        assertEquals(
                404,
                assertThrows(ProblemException.class, () -> open("pipeline=flood"))
                        .problem()
                        .status());
    }
}
