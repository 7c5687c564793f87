package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.util.function.Consumer;
import org.apache.storm.daemon.StormCommon;
import org.apache.storm.generated.InvalidTopologyException;

/**
 * Builds the whole topology as Flux does, and runs the checks of Nimbus on it. Runs last, if the other checks report no error, so its findings are
 * mistakes that no other check knows.
 */
final class SubmissionCheck {
    private SubmissionCheck() {}

    static void check(CheckedTopology checked, Consumer<Finding> findings) {
        FilePosition position = checked.model()
                .root()
                .flatMap(root -> root.get("topologySource"))
                .flatMap(source -> source.get("className"))
                .or(checked.model()::name)
                .map(FluxNode::position)
                .orElseGet(() -> FilePosition.start(checked.model().file()));
        try {
            // as Nimbus does: a stream may come from a component that Nimbus adds
            StormCommon.systemTopology(
                    SystemStreams.configuration(checked.model()),
                    checked.build().topology());
        } catch (InvalidTopologyException e) {
            findings.accept(Finding.error(position, "submit.refused", "Nimbus rejects the topology: " + e.get_msg()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null && cause.getCause() != cause) {
                cause = cause.getCause();
            }
            findings.accept(Finding.error(position, "flux.refused", "Flux cannot build the topology: " + cause));
        }
    }
}
