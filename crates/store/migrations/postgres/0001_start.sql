-- The house as it opened: accounts, posts, what people do with them, the log and the jobs.
-- Times are Unix milliseconds. Ids are made by the program and sort by time.

CREATE TABLE organisation (
    id BIGINT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    noc TEXT NOT NULL,
    colour TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE account (
    id BIGINT NOT NULL PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    role TEXT NOT NULL,
    bio TEXT NOT NULL,
    region TEXT NOT NULL,
    region_slug TEXT NOT NULL,
    sport TEXT,
    organisation_id BIGINT REFERENCES organisation (id),
    reply_policy TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    suspended_at BIGINT,
    removed_at BIGINT
);
CREATE INDEX account_organisation ON account (organisation_id);
CREATE INDEX account_sport ON account (sport);
CREATE INDEX account_region ON account (region_slug);

-- Handles of removed accounts, as keyed digests: nobody else may take one, and nobody can read one back.
CREATE TABLE retired_handle (
    digest BYTEA NOT NULL PRIMARY KEY,
    retired_at BIGINT NOT NULL
);

-- Personal data, sealed under a key of its own per person. Only the vault module reads or writes it.
CREATE TABLE vault (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    wrapped_key BYTEA NOT NULL,
    email_sealed BYTEA,
    email_index BYTEA UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE password (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    phc TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE passkey (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    credential_id TEXT NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX passkey_account ON passkey (account_id);

-- A WebAuthn ceremony between its two requests.
CREATE TABLE ceremony (
    id TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT REFERENCES account (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Signed-in browsers ('browser') and programs ('token'). Only a hash of the secret is kept.
CREATE TABLE session (
    id BIGINT NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account_id);

CREATE TABLE journey (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    games TEXT NOT NULL,
    summary TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    UNIQUE (account_id, slug)
);

CREATE TABLE media (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    state TEXT NOT NULL,
    refusal TEXT,
    original_key TEXT NOT NULL,
    original_bytes BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    poster TEXT,
    inspection TEXT,
    stage TEXT NOT NULL,
    percent BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX media_account ON media (account_id);

CREATE TABLE upload (
    id TEXT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    length BIGINT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    finished_at BIGINT,
    media_id BIGINT REFERENCES media (id)
);
CREATE INDEX upload_account ON upload (account_id);
CREATE INDEX upload_expires ON upload (expires_at);

CREATE TABLE rendition (
    media_id BIGINT NOT NULL REFERENCES media (id),
    rung TEXT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    bit_rate BIGINT NOT NULL,
    codecs TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    object_key TEXT NOT NULL,
    PRIMARY KEY (media_id, rung)
);
CREATE INDEX rendition_object ON rendition (object_key);

CREATE TABLE caption_track (
    media_id BIGINT NOT NULL REFERENCES media (id),
    language TEXT NOT NULL,
    source TEXT NOT NULL,
    vtt TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (media_id, language)
);

CREATE TABLE post (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    media_id BIGINT NOT NULL REFERENCES media (id),
    journey_id BIGINT REFERENCES journey (id),
    caption TEXT NOT NULL,
    alt_text TEXT NOT NULL,
    language TEXT NOT NULL,
    visibility TEXT NOT NULL,
    state TEXT NOT NULL,
    reply_policy TEXT,
    created_at BIGINT NOT NULL,
    published_at BIGINT,
    scheduled_at BIGINT,
    edited_at BIGINT,
    removed_at BIGINT,
    removed_by BIGINT REFERENCES account (id)
);
CREATE INDEX post_account ON post (account_id, id);
CREATE INDEX post_media ON post (media_id);
CREATE INDEX post_journey ON post (journey_id);
CREATE INDEX post_scheduled ON post (state, scheduled_at);

CREATE TABLE post_tag (
    tag TEXT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES post (id),
    PRIMARY KEY (tag, post_id)
);
CREATE INDEX post_tag_post ON post_tag (post_id);

CREATE TABLE milestone (
    id BIGINT NOT NULL PRIMARY KEY,
    journey_id BIGINT NOT NULL REFERENCES journey (id),
    position BIGINT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    happens_on TEXT NOT NULL,
    post_id BIGINT REFERENCES post (id)
);
CREATE INDEX milestone_journey ON milestone (journey_id, position);

CREATE TABLE follow (
    follower_id BIGINT NOT NULL REFERENCES account (id),
    followee_id BIGINT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (follower_id, followee_id)
);
CREATE INDEX follow_followee ON follow (followee_id, created_at);

CREATE TABLE cheer (
    post_id BIGINT NOT NULL REFERENCES post (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, account_id)
);
CREATE INDEX cheer_account ON cheer (account_id, created_at);

CREATE TABLE comment (
    id BIGINT NOT NULL PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES post (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    parent_id BIGINT REFERENCES comment (id),
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT,
    removed_by BIGINT REFERENCES account (id)
);
CREATE INDEX comment_post ON comment (post_id, id);
CREATE INDEX comment_account ON comment (account_id, id);
CREATE INDEX comment_parent ON comment (parent_id);

CREATE TABLE share (
    id BIGINT NOT NULL PRIMARY KEY,
    post_id BIGINT NOT NULL REFERENCES post (id),
    account_id BIGINT REFERENCES account (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX share_post ON share (post_id);

CREATE TABLE bookmark (
    account_id BIGINT NOT NULL REFERENCES account (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, post_id)
);
CREATE INDEX bookmark_post ON bookmark (post_id);

-- "Not for me".
CREATE TABLE hidden (
    account_id BIGINT NOT NULL REFERENCES account (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, post_id)
);
CREATE INDEX hidden_post ON hidden (post_id);

CREATE TABLE block (
    account_id BIGINT NOT NULL REFERENCES account (id),
    blocked_id BIGINT NOT NULL REFERENCES account (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, blocked_id)
);
CREATE INDEX block_blocked ON block (blocked_id);

CREATE TABLE muted_word (
    account_id BIGINT NOT NULL REFERENCES account (id),
    word TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, word)
);

CREATE TABLE report (
    id BIGINT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    reporter_id BIGINT REFERENCES account (id),
    subject_type TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    reason TEXT NOT NULL,
    details TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by BIGINT REFERENCES account (id),
    decision TEXT NOT NULL
);
CREATE INDEX report_state ON report (state, created_at);
CREATE INDEX report_subject ON report (subject_type, subject_id);

-- `dedupe` keeps a cheer taken back and given again from telling twice; NULL where each event counts.
CREATE TABLE notification (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    actor_id BIGINT REFERENCES account (id),
    post_id BIGINT REFERENCES post (id),
    comment_id BIGINT REFERENCES comment (id),
    dedupe TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    read_at BIGINT
);
CREATE INDEX notification_account ON notification (account_id, id);
CREATE INDEX notification_post ON notification (post_id);

-- How far an account has read, and how far it has cleared, what is not stored per account: new posts of those it follows.
CREATE TABLE notification_mark (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    read_until BIGINT NOT NULL,
    cleared_until BIGINT NOT NULL
);

-- Durable background work. A row goes when its work is done; 'dead' rows wait for a person.
CREATE TABLE job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id BIGINT,
    subject_id BIGINT NOT NULL,
    payload TEXT NOT NULL,
    priority BIGINT NOT NULL,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_until BIGINT,
    worker TEXT,
    last_error TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX job_ready ON job (state, priority, run_at);

-- The log. `seq` has no gaps and follows the order of commits: each writer takes numbers by updating `log_head`,
-- whose row stays locked until that writer commits.
CREATE TABLE log (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    fact TEXT NOT NULL
);
-- What the feed is built from at a start, found without reading every view that was ever counted.
CREATE INDEX log_kind ON log (kind, seq);
CREATE TABLE log_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO log_head (id, seq) VALUES (1, 0);

-- Small facts about this host, such as how far the sample team is filled in.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- What can be searched. `kind` is 'account' or 'post'; `ref_id` the id of that noun.
CREATE TABLE search (
    kind TEXT NOT NULL,
    ref_id BIGINT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    document TSVECTOR GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'B')
    ) STORED,
    PRIMARY KEY (kind, ref_id)
);
CREATE INDEX search_document ON search USING gin (document);
