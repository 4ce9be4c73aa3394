-- +goose Up

-- What the report of a run says, in its own words; empty for runs that were stored before, and for those without one.
ALTER TABLE runs ADD COLUMN headline TEXT NOT NULL DEFAULT '';

-- What is not there any more was not fixed: it is a state of its own.
UPDATE findings SET state = 'no_longer_found', fixed_at = 0 WHERE state = 'fixed' AND gone = 1;
ALTER TABLE findings DROP COLUMN gone;

-- +goose Down
ALTER TABLE findings ADD COLUMN gone BIGINT NOT NULL DEFAULT 0;
UPDATE findings SET state = 'fixed', gone = 1, fixed_at = since WHERE state = 'no_longer_found';
ALTER TABLE runs DROP COLUMN headline;
