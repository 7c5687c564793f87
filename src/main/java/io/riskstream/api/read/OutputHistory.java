package io.riskstream.api.read;

import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.PublishedScore;
import io.riskstream.api.output.RejectedEvent;
import java.util.List;

/** Where past outputs are read. It may block. */
interface OutputHistory {
    /**
     * Returns scores of a pipeline, the newest first.
     *
     * @throws io.riskstream.publish.StoreUnavailableException if the store cannot be read now
     */
    List<PublishedScore> scores(PipelineOutputs pipeline, ScoreQuery query);

    /**
     * Returns dead letters of a pipeline, the newest first; with their originals if the query selects one input record.
     *
     * @throws io.riskstream.publish.StoreUnavailableException if the store cannot be read now
     */
    List<RejectedEvent> deadLetters(PipelineOutputs pipeline, DeadLetterQuery query);
}
