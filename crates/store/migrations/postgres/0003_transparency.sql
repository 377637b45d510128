-- The public log, 256 entries a row: row n holds the numbers 256 n + 1 to 256 n + 256. `lines` are their canonical forms,
-- each with a line feed after it; `hash` is the running hash up to the last.
CREATE TABLE public_log (
    number BIGINT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    lines TEXT NOT NULL
);

-- Signed heads of the transparency log, one for each size at which one was signed. `head` is the signed JSON.
CREATE TABLE tree_head (
    size BIGINT NOT NULL PRIMARY KEY,
    head TEXT NOT NULL
);

-- Every manifest that was ever in force, by its hash.
CREATE TABLE manifest (
    hash TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Editors' lifts. The log says the same; this is for lists, and has the Welsh note beside it.
CREATE TABLE boost (
    id BIGINT NOT NULL PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES post (id),
    by_id BIGINT NOT NULL REFERENCES account (id),
    why TEXT NOT NULL,
    why_cy TEXT NOT NULL,
    lift BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by BIGINT REFERENCES account (id)
);
CREATE INDEX boost_post ON boost (post_id);
CREATE INDEX boost_until ON boost (until);
