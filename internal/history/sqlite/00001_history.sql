-- +goose Up

-- One row for each alias: what its next run is compared with. Saving a run locks it.
CREATE TABLE orgs (
    alias        TEXT PRIMARY KEY,
    runs         INTEGER NOT NULL, -- number of its last run, counted from 1
    last_run     INTEGER NOT NULL,
    report_run   INTEGER NOT NULL, -- the last run that entered the org; 0 = none did
    org_id       TEXT NOT NULL,
    policy       TEXT NOT NULL,
    taken_at     INTEGER NOT NULL,
    last_success INTEGER NOT NULL,
    readable     INTEGER NOT NULL  -- 1 when the last run read the org to its end
);

CREATE TABLE runs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    run_key     TEXT NOT NULL UNIQUE,
    org         TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    triggered   TEXT NOT NULL,
    started     INTEGER NOT NULL,
    finished    INTEGER NOT NULL,
    error       TEXT NOT NULL,
    reported    INTEGER NOT NULL,
    complete    INTEGER NOT NULL,
    org_id      TEXT NOT NULL,
    org_name    TEXT NOT NULL,
    taken_at    INTEGER NOT NULL,
    exit_code   INTEGER NOT NULL,
    critical    INTEGER NOT NULL,
    high        INTEGER NOT NULL,
    medium      INTEGER NOT NULL,
    low         INTEGER NOT NULL,
    info        INTEGER NOT NULL,
    unknown     INTEGER NOT NULL,
    waived      INTEGER NOT NULL,
    passed      INTEGER NOT NULL,
    ready       INTEGER NOT NULL,
    not_ready   INTEGER NOT NULL,
    cannot_tell INTEGER NOT NULL,
    rest        INTEGER NOT NULL,
    soap        INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    took_ms     INTEGER NOT NULL,
    size        INTEGER NOT NULL,
    UNIQUE (org, seq)
);
CREATE INDEX runs_started ON runs (started);

-- Apart from the runs, so that these can be read fast.
CREATE TABLE reports (
    run_id  INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
    body    BLOB NOT NULL,
    changes BLOB NOT NULL
);

CREATE TABLE connections (
    run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
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
    since        INTEGER NOT NULL,
    first_seen   INTEGER NOT NULL,
    last_seen    INTEGER NOT NULL,
    fixed_at     INTEGER NOT NULL,
    gone         INTEGER NOT NULL,
    reopened     INTEGER NOT NULL,
    last_run     INTEGER NOT NULL,
    PRIMARY KEY (org, org_id, fingerprint)
);

-- +goose Down
DROP TABLE findings;
DROP TABLE connections;
DROP TABLE reports;
DROP TABLE runs;
DROP TABLE orgs;
