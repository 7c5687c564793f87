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
        verdicts.add(score.origin().toString(), score.body().length, () -> {
            JsonObject members = new JsonObject();
            members.addProperty("outcome", "scored");
            members.add("score", score.score());
            return members;
        });
    }

    @Override
    public void rejected(RejectedEvent event) {
        // not the event itself, which may have a large original
        String outcome = event.outcome();
        boolean rejection = event.isRejection();
        String text = rejection ? event.rejections() : event.message();
        verdicts.add(event.origin().toString(), 2L * text.length(), () -> {
            JsonObject members = new JsonObject();
            members.addProperty("outcome", outcome);
            if (rejection) {
                members.add("rejections", JsonParser.parseString(text));
            } else {
                members.addProperty("message", text);
            }
            return members;
        });
    }
}
