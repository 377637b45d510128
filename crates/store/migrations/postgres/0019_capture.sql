-- A laptop or tablet in a space at which athletes record. Nobody is signed in there; it is known by its secret.
CREATE TABLE station (
    id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL REFERENCES space (id),
    secret_hash BYTEA NOT NULL UNIQUE,
    by_id BIGINT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX station_space ON station (space_id);
CREATE INDEX station_by ON station (by_id);

-- One clip at a station: its code is read by an athlete's phone, and what they say there decides what becomes of it.
CREATE TABLE capture (
    id BIGINT NOT NULL PRIMARY KEY,
    station_id BIGINT NOT NULL REFERENCES station (id),
    code TEXT NOT NULL UNIQUE,
    account_id BIGINT REFERENCES account (id),
    state TEXT NOT NULL,
    -- The one upload that the station may make for it.
    upload_id TEXT UNIQUE,
    media_id BIGINT,
    post_id BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX capture_station ON capture (station_id, state);
CREATE INDEX capture_account ON capture (account_id, state);
CREATE INDEX capture_expires ON capture (state, expires_at);
