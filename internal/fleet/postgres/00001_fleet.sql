-- +goose Up

-- One row for each org of the list: when it is audited next, and what went wrong last.
CREATE TABLE fleet_orgs (
    alias    TEXT PRIMARY KEY,
    cron     TEXT NOT NULL,   -- '' = on demand only
    tz       TEXT NOT NULL,
    jitter   BIGINT NOT NULL, -- milliseconds
    tags     TEXT NOT NULL,   -- separated by spaces
    next_due BIGINT NOT NULL, -- 0 = never
    paused   BIGINT NOT NULL, -- 1 = no schedule starts it
    note     TEXT NOT NULL,   -- why the last audit is not done; '' when it is
    note_at  BIGINT NOT NULL
);
CREATE INDEX fleet_orgs_due ON fleet_orgs (next_due);

-- The processes that work. Who is not seen for a while is dead, and its jobs go to others.
CREATE TABLE fleet_workers (
    name    TEXT PRIMARY KEY,
    started BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    slots   BIGINT NOT NULL
);

-- What is to be told to somebody. The job that does it holds the number only.
CREATE TABLE fleet_deliveries (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org      TEXT NOT NULL,
    receiver TEXT NOT NULL,
    payload  BYTEA NOT NULL,
    created  BIGINT NOT NULL,
    done     BIGINT NOT NULL, -- 0 = not yet
    dead     BIGINT NOT NULL, -- when it was given up, 0 = it was not
    error    TEXT NOT NULL
);

-- +goose Down
DROP TABLE fleet_deliveries;
DROP TABLE fleet_workers;
DROP TABLE fleet_orgs;
