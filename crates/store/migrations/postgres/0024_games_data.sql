-- How long it takes between two places of a Games, in either direction; and between places of which nobody has said.
ALTER TABLE games ADD COLUMN way_minutes BIGINT NOT NULL DEFAULT 45 CHECK (way_minutes BETWEEN 0 AND 1440);
CREATE TABLE way (
    id BIGINT NOT NULL PRIMARY KEY,
    games_id BIGINT NOT NULL REFERENCES games (id) ON DELETE CASCADE,
    one TEXT NOT NULL,
    other TEXT NOT NULL,
    one_key TEXT NOT NULL,
    other_key TEXT NOT NULL,
    minutes BIGINT NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    UNIQUE (games_id, one_key, other_key)
);
-- The rules of a Games: each version of the pack as a whole, so that what held on any day can be told.
CREATE TABLE rule_pack (
    games_id BIGINT NOT NULL REFERENCES games (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    enacted_at BIGINT NOT NULL,
    PRIMARY KEY (games_id, version)
);
CREATE TABLE rule (
    games_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    place BIGINT NOT NULL,
    code TEXT NOT NULL,
    audience TEXT NOT NULL,
    holds_from TEXT NOT NULL,
    holds_until TEXT NOT NULL,
    words TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (games_id, version, code),
    FOREIGN KEY (games_id, version) REFERENCES rule_pack (games_id, version) ON DELETE CASCADE
);
