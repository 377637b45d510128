-- E-mail that is to be sent, one row a letter; a job sends it. What it says, and where to when that is no account's own address,
-- is sealed and emptied once it is sent. Letters to one address are counted by a keyed digest of it.
CREATE TABLE outbox (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT REFERENCES account (id),
    to_digest BLOB NOT NULL,
    kind TEXT NOT NULL,
    sealed BLOB NOT NULL,
    state TEXT NOT NULL,
    fault TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    give_up_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX outbox_account ON outbox (account_id);
CREATE INDEX outbox_to ON outbox (to_digest, created_at);
CREATE INDEX outbox_state ON outbox (state);
