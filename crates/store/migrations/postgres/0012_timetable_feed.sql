-- The secret address at which calendar programs read one athlete's timetable: at most one each; only its hash is kept.
CREATE TABLE timetable_feed (
    entry_id BIGINT NOT NULL PRIMARY KEY REFERENCES roster_entry (id),
    secret_hash BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
