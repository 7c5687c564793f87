package io.riskstream.storm;

import io.riskstream.runner.StageHarness;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import java.util.List;

/** A bolt or spout that runs stages. Tools find the stages of a topology through it. */
public interface StageComponent {
    /** Returns the stages in order. */
    List<Stage> stages();

    /**
     * Returns a harness with the options of this component that runs stages outside Storm.
     *
     * @param opened the stages, opened with {@code stageContext}
     * @param wake called by threads that complete an outcome
     */
    StageHarness harness(List<Stage> opened, StageContext stageContext, Runnable wake);
}
