-- `store init` replaces the names in braces.

-- Verdicts: one row for each key and month of the input record.
CREATE TABLE {schema}.{table} (
    key             text NOT NULL,
    -- the first day of the month of the input record's Kafka timestamp, UTC: the partition
    month           date NOT NULL,
    -- the version of the row: a later input record of the same key replaces it
    kafka_timestamp bigint NOT NULL,
    kafka_offset    bigint NOT NULL,
    -- TOPIC-PARTITION@OFFSET of the input record
    origin          text NOT NULL,
    -- at most the end of the year 9999
    received_at     timestamptz NOT NULL GENERATED ALWAYS AS (to_timestamp(least(kafka_timestamp, 253402300799999) / 1000.0)) STORED,
    event_id        text GENERATED ALWAYS AS (body ->> 'id') STORED,
    decision        text GENERATED ALWAYS AS (body ->> 'decision') STORED,
    score           double precision GENERATED ALWAYS AS ((body ->> 'score')::double precision) STORED,
    scorecard       text GENERATED ALWAYS AS (body ->> 'scorecard') STORED,
    version         text GENERATED ALWAYS AS (body ->> 'version') STORED,
    hash            text GENERATED ALWAYS AS (body ->> 'hash') STORED,
    -- the message as it was published: verdict, reasons, and the event
    body            jsonb NOT NULL,
    stored_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (key, month)
) PARTITION BY RANGE (month);

CREATE INDEX {table}_event_id ON {schema}.{table} (event_id);
CREATE INDEX {table}_decision ON {schema}.{table} (decision, received_at);
CREATE INDEX {table}_received_at ON {schema}.{table} (received_at);
CREATE INDEX {table}_origin ON {schema}.{table} (origin);
