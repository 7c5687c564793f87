-- What the Spark job has committed, one row for each query of a checkpoint. It is written in the transaction of the batch.
CREATE TABLE IF NOT EXISTS {schema}.spark_progress (
    query_id     uuid PRIMARY KEY,
    pipeline     text NOT NULL,
    query        text NOT NULL,
    batch_id     bigint NOT NULL,
    batches      bigint NOT NULL,
    committed_at timestamptz NOT NULL
);

-- Scores by window and group. A later batch of the same window replaces the row.
CREATE TABLE IF NOT EXISTS {schema}.score_windows (
    pipeline        text NOT NULL,
    window_start    timestamptz NOT NULL,
    window_end      timestamptz NOT NULL,
    dimension       text NOT NULL,
    value           text NOT NULL,
    events          bigint NOT NULL,
    distinct_events bigint NOT NULL,
    score_sum       double precision NOT NULL,
    score_mean      double precision NOT NULL,
    score_p50       double precision,
    score_p90       double precision,
    score_p99       double precision,
    points_sum      double precision,
    decisions       jsonb NOT NULL,
    bins            bigint[],
    psi             double precision,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (pipeline, dimension, value, window_start, window_end)
);

-- Dead letters by window, stage, code and outcome.
CREATE TABLE IF NOT EXISTS {schema}.dead_letter_windows (
    pipeline     text NOT NULL,
    window_start timestamptz NOT NULL,
    window_end   timestamptz NOT NULL,
    stage        text NOT NULL,
    code         text NOT NULL,
    outcome      text NOT NULL,
    events       bigint NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (pipeline, code, stage, outcome, window_start, window_end)
);
