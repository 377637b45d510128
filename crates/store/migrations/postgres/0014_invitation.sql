-- An invitation to claim an entry of a roster: one open for each entry. The link's secret is kept as a hash, the short code as a
-- keyed digest. It is gone once it was used.
CREATE TABLE invitation (
    entry_id BIGINT NOT NULL PRIMARY KEY REFERENCES roster_entry (id),
    secret_hash BYTEA NOT NULL UNIQUE,
    code_digest BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- When an entry was claimed: since then its organisation vouches for the account.
ALTER TABLE roster_entry ADD COLUMN claimed_at BIGINT;

-- One person is one athlete of a Games.
CREATE UNIQUE INDEX roster_entry_claim ON roster_entry (games_id, account_id);

-- Time that an athlete keeps for training, travel, rest or anything else.
CREATE TABLE timetable_block (
    id BIGINT NOT NULL PRIMARY KEY,
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    made_by BIGINT REFERENCES account (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX timetable_block_entry ON timetable_block (entry_id, starts_at);
