-- Files on their way in, between their preview and their import: one for each account, for an hour.
CREATE TABLE import_file (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL UNIQUE REFERENCES account (id),
    kind TEXT NOT NULL,
    games TEXT NOT NULL,
    organisation TEXT,
    name TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
