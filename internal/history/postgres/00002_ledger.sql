-- +goose Up

-- What was last judged of everything, as packed JSON; empty until the next run is saved.
ALTER TABLE orgs ADD COLUMN ledger BYTEA NOT NULL DEFAULT '';
ALTER TABLE orgs DROP COLUMN policy;
ALTER TABLE orgs DROP COLUMN readable;
DROP TABLE connections;

-- How a run ended, in the one word that every screen says.
ALTER TABLE runs ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
UPDATE runs SET outcome = CASE
    WHEN reported = 0 THEN 'no_report'
    WHEN exit_code = 1 THEN 'failed'
    WHEN org_id = '' THEN 'not_reached'
    WHEN exit_code = 0 THEN 'passed'
    ELSE 'cannot_tell' END;

-- +goose Down
ALTER TABLE runs DROP COLUMN outcome;
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
ALTER TABLE orgs ADD COLUMN readable BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orgs ADD COLUMN policy TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs DROP COLUMN ledger;
