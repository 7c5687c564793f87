package io.riskstream.bench.pipeline;

import java.util.List;

/**
 * Stages that are added to the fused pipeline. They do not change the scores, so that they are compared with those of the other contestants, but they are
 * more work, so {@code --only} must name these contestants.
 */
enum FurtherStages {
    /** None. */
    NONE(List.of()),

    /** Two histories with one window each: the claims of the customer and of the policy in the 30 days before. */
    HISTORIES(List.of(
            before(
                    "  # The event type: every field",
                    history("customer-claims", "customer_claims", "customerId")
                            + history("policy-claims", "policy_claims", "policyId")),
            "rival, weather]=rival, weather, customer-claims, policy-claims]",
            before("  # The rules, compiled once", """
                      - id: add-history
                        className: io.riskstream.history.AddHistory
                        constructorArgs:
                          - ref: claim
                          - ref: redis
                          - deadlineMillis: ${lookups.deadline.millis}

                    """),
            "enrich-claim, score-claim=enrich-claim, add-history, score-claim")),

    /** Stores each score in PostgreSQL too, after Kafka has it. */
    POSTGRES(List.of(
            before("  # ---- The event:", """
                      - id: postgres
                        className: io.riskstream.connect.postgres.Postgres
                        constructorArgs:
                          - hosts: "${postgres.hosts}"
                            database: "${postgres.database}"
                            user: "${postgres.user}"
                            password: "${postgres.password}"
                            tls: ${postgres.tls}

                    """),
            before("  # Publishes rejected claims to Kafka", """
                      - id: store-score
                        className: io.riskstream.publish.PublishScore
                        constructorArgs:
                          - ref: claim
                          - ref: postgres
                          - topic: %s
                            event: NONE
                            name: store

                    """.formatted(FurtherStages.TABLE)),
            "score-claim, publish-score=score-claim, publish-score, store-score"));

    /** The table of {@link #POSTGRES}. */
    static final String TABLE = "bench_scores";

    private final List<String> changes;

    FurtherStages(List<String> changes) {
        this.changes = changes;
    }

    /** Returns the changes of the Flux file's text, each as {@code A=B}. */
    List<String> changes() {
        return changes;
    }

    private static String history(String id, String name, String field) {
        return """
                  - id: %s
                    className: io.riskstream.history.History
                    constructorArgs:
                      - name: %s
                        entity: "%s:{%s}"
                        id: "{id}"
                        time: date
                        amount: amount
                        windows: [30d]
                        most: 50

                """.formatted(id, name, name, field);
    }

    /** Returns the change that inserts a text before the line that begins with {@code start}. */
    private static String before(String start, String inserted) {
        return start + "=" + inserted + start;
    }
}
