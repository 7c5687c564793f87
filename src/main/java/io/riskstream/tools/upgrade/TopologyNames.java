package io.riskstream.tools.upgrade;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the versions of a pipeline: {@code NAME}, then {@code NAME-v2}, {@code NAME-v3} and so on. */
final class TopologyNames {
    private final String pipeline;
    private final Pattern version;

    /** @param pipeline the name in the Flux file */
    TopologyNames(String pipeline) {
        this.pipeline = pipeline;
        this.version = Pattern.compile(Pattern.quote(pipeline) + "(?:-v(\\d{1,9}))?");
    }

    /** Returns the versions of the pipeline among the topologies, sorted by name. */
    List<String> versions(Map<String, String> topologies) {
        return topologies.keySet().stream()
                .filter(name -> version.matcher(name).matches())
                .sorted()
                .toList();
    }

    /** Returns the name of the version after a topology; version 2 if it is none of this pipeline. */
    String after(String topology) {
        Matcher matcher = version.matcher(topology);
        boolean numbered = matcher.matches() && matcher.group(1) != null;
        return pipeline + "-v" + (numbered ? Long.parseLong(matcher.group(1)) + 1 : 2);
    }
}
