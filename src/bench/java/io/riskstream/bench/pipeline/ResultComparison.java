package io.riskstream.bench.pipeline;

import java.util.Optional;

/** Checks that all contestants have the same result for every claim. */
final class ResultComparison {
    private final Servers servers;
    private Optional<Verdicts> first = Optional.empty();

    ResultComparison(Servers servers) {
        this.servers = servers;
    }

    /**
     * Reads the outputs of a contestant for this number of claims.
     *
     * @throws IllegalStateException if an output is missing, or differs from that of the first contestant
     */
    Verdicts compare(Contestant contestant, int claims) {
        Verdicts verdicts = Verdicts.read(servers, contestant.name(), claims);
        first.ifPresent(expected -> verdicts.expectSameAs(expected, contestant.name()));
        first = first.or(() -> Optional.of(verdicts));
        return verdicts;
    }
}
