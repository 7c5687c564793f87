package io.riskstream.bench.pipeline;

import java.util.Optional;

/** Sees to it that all contestants come to the same end with every claim. */
final class ResultComparison {
    private final Servers servers;
    private Optional<Verdicts> first = Optional.empty();

    ResultComparison(Servers servers) {
        this.servers = servers;
    }

    /**
     * Reads what a contestant has published on the first so many claims.
     *
     * @throws IllegalStateException if something is missing, or differs from the first contestant's
     */
    Verdicts judge(Contestant contestant, int claims) {
        Verdicts verdicts = Verdicts.read(servers, contestant.name(), claims);
        first.ifPresent(expected -> verdicts.expectSameAs(expected, contestant.name()));
        first = first.or(() -> Optional.of(verdicts));
        return verdicts;
    }
}
