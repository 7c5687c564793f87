package io.riskstream.api;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.api.output.OutputListener;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.RejectedEvent;
import io.riskstream.api.submit.PublishedVerdicts;

/** Passes what the pipelines publish to the requests that wait for it. */
final class VerdictListener implements OutputListener {
    private final PublishedVerdicts verdicts;

    VerdictListener(PublishedVerdicts verdicts) {
        this.verdicts = verdicts;
    }

    @Override
    public void scored(PublishedScore score, long latencyMillis) {
        verdicts.add(score.origin().toString(), () -> {
            JsonObject members = new JsonObject();
            members.addProperty("outcome", "scored");
            members.add("score", score.score());
            return members;
        });
    }

    @Override
    public void rejected(RejectedEvent event) {
        verdicts.add(event.origin().toString(), () -> {
            JsonObject members = new JsonObject();
            members.addProperty("outcome", event.outcome());
            if (event.isRejection()) {
                members.add("rejections", JsonParser.parseString(event.rejections()));
            } else {
                members.addProperty("message", event.message());
            }
            return members;
        });
    }
}
