-- +goose Up

-- One row for each alias: what its next run is compared with. Saving a run locks it.
CREATE TABLE orgs (
    alias        TEXT PRIMARY KEY,
    runs         BIGINT NOT NULL, -- number of its last run, counted from 1
    last_run     BIGINT NOT NULL,
    report_run   BIGINT NOT NULL, -- the last run that entered the org; 0 = none did
    org_id       TEXT NOT NULL,
    policy       TEXT NOT NULL,
    taken_at     BIGINT NOT NULL,
    last_success BIGINT NOT NULL,
    readable     BIGINT NOT NULL  -- 1 when the last run read the org to its end
);

CREATE TABLE runs (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_key     TEXT NOT NULL UNIQUE,
    org         TEXT NOT NULL,
    seq         BIGINT NOT NULL,
    triggered   TEXT NOT NULL,
    started     BIGINT NOT NULL,
    finished    BIGINT NOT NULL,
    error       TEXT NOT NULL,
    reported    BIGINT NOT NULL,
    complete    BIGINT NOT NULL,
    org_id      TEXT NOT NULL,
    org_name    TEXT NOT NULL,
    taken_at    BIGINT NOT NULL,
    exit_code   BIGINT NOT NULL,
    critical    BIGINT NOT NULL,
    high        BIGINT NOT NULL,
    medium      BIGINT NOT NULL,
    low         BIGINT NOT NULL,
    info        BIGINT NOT NULL,
    unknown     BIGINT NOT NULL,
    waived      BIGINT NOT NULL,
    passed      BIGINT NOT NULL,
    ready       BIGINT NOT NULL,
    not_ready   BIGINT NOT NULL,
    cannot_tell BIGINT NOT NULL,
    rest        BIGINT NOT NULL,
    soap        BIGINT NOT NULL,
    bytes       BIGINT NOT NULL,
    took_ms     BIGINT NOT NULL,
    size        BIGINT NOT NULL,
    UNIQUE (org, seq)
);
CREATE INDEX runs_started ON runs (started);

-- Apart from the runs, so that these can be read fast.
CREATE TABLE reports (
    run_id  BIGINT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    body    BYTEA NOT NULL,
    changes BYTEA NOT NULL
);

CREATE TABLE connections (
    run_id    BIGINT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    place     BIGINT NOT NULL,
    app       TEXT NOT NULL,
    connector TEXT NOT NULL,
    username  TEXT NOT NULL,
    verdict   TEXT NOT NULL,
    cause     TEXT NOT NULL,
    fix       TEXT NOT NULL,
    PRIMARY KEY (run_id, place)
);

-- What ever failed, was waived or could not be told, whatever became of it.
CREATE TABLE findings (
    org          TEXT NOT NULL,
    org_id       TEXT NOT NULL,
    fingerprint  TEXT NOT NULL,
    check_id     TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    severity     TEXT NOT NULL,
    verdict      TEXT NOT NULL,
    state        TEXT NOT NULL,
    message      TEXT NOT NULL,
    fix          TEXT NOT NULL,
    app          TEXT NOT NULL, -- a connection that it belongs to
    username     TEXT NOT NULL,
    since        BIGINT NOT NULL,
    first_seen   BIGINT NOT NULL,
    last_seen    BIGINT NOT NULL,
    fixed_at     BIGINT NOT NULL,
    gone         BIGINT NOT NULL,
    reopened     BIGINT NOT NULL,
    last_run     BIGINT NOT NULL,
    PRIMARY KEY (org, org_id, fingerprint)
);

-- +goose Down
DROP TABLE findings;
DROP TABLE connections;
DROP TABLE reports;
DROP TABLE runs;
DROP TABLE orgs;
