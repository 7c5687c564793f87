package io.riskstream.tools.check;

import io.riskstream.text.FilePosition;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxNode;
import java.util.function.Consumer;
import org.apache.storm.daemon.StormCommon;
import org.apache.storm.generated.InvalidTopologyException;
import org.apache.storm.generated.StormTopology;

/**
 * The last word: the topology as Flux puts it together, and the checks that Nimbus makes when it is submitted. What is refused here, the other
 * checks have overlooked.
 */
final class SubmissionCheck {
    private SubmissionCheck() {}

    static void look(CheckedTopology subject, Consumer<Finding> findings) {
        FilePosition place = subject.model()
                .name()
                .map(FluxNode::place)
                .orElseGet(() -> new FilePosition(subject.model().file(), 1, 1, 1));
        try {
            StormTopology topology = subject.assembly().topology();
            StormCommon.validateBasic(topology);
            StormCommon.validateStructure(topology);
        } catch (InvalidTopologyException e) {
            findings.accept(Finding.error(place, "submit.refused", "Nimbus refuses the topology: " + e.get_msg()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null && cause.getCause() != cause) {
                cause = cause.getCause();
            }
            findings.accept(Finding.error(place, "flux.refused", "Flux cannot put the topology together: " + cause));
        }
    }
}
