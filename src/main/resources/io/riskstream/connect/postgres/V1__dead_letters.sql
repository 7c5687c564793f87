-- `store init` replaces the names in braces.

-- Dead letters: one row for each input record.
CREATE TABLE {schema}.{table} (
    -- TOPIC-PARTITION@OFFSET of the input record
    key             text NOT NULL,
    month           date NOT NULL,
    kafka_timestamp bigint NOT NULL,
    kafka_offset    bigint NOT NULL,
    -- at most the end of the year 9999
    received_at     timestamptz NOT NULL GENERATED ALWAYS AS (to_timestamp(least(kafka_timestamp, 253402300799999) / 1000.0)) STORED,
    -- rejected or dropped
    outcome         text NOT NULL,
    pipeline        text NOT NULL,
    -- the first rejection
    stage           text NOT NULL,
    code            text NOT NULL,
    path            text NOT NULL,
    message         text NOT NULL,
    -- all rejections
    rejections      jsonb NOT NULL,
    rejected_at     timestamptz NOT NULL,
    -- key and value of the input record; null if it had none
    record_key      bytea,
    original        bytea,
    stored_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key, month)
) PARTITION BY RANGE (month);

CREATE INDEX {table}_code ON {schema}.{table} (code, rejected_at);
CREATE INDEX {table}_rejected_at ON {schema}.{table} (rejected_at);
