-- What apps for the Mastodon client API keep on the server that had no place yet.

-- A post passed on to one's own followers. `id` is the id of that act as a status, so it sorts by time among posts.
CREATE TABLE reblog (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    created_at BIGINT NOT NULL,
    UNIQUE (account_id, post_id)
);
CREATE INDEX reblog_post ON reblog (post_id, id);

-- One's own posts that stand first on one's profile.
CREATE TABLE pin (
    account_id BIGINT NOT NULL REFERENCES account (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, post_id)
);
CREATE INDEX pin_post ON pin (post_id);

-- Whom an account does not want to see, without their learning of it.
CREATE TABLE mute (
    account_id BIGINT NOT NULL REFERENCES account (id),
    muted_id BIGINT NOT NULL REFERENCES account (id),
    notifications BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (account_id, muted_id)
);
CREATE INDEX mute_muted ON mute (muted_id);

-- What one account notes about another, for itself.
CREATE TABLE account_note (
    account_id BIGINT NOT NULL REFERENCES account (id),
    about_id BIGINT NOT NULL REFERENCES account (id),
    text TEXT NOT NULL,
    PRIMARY KEY (account_id, about_id)
);
CREATE INDEX account_note_about ON account_note (about_id);

CREATE TABLE account_list (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    replies_policy TEXT NOT NULL,
    exclusive BIGINT NOT NULL
);
CREATE INDEX account_list_account ON account_list (account_id);
CREATE TABLE account_list_member (
    list_id BIGINT NOT NULL REFERENCES account_list (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    PRIMARY KEY (list_id, account_id)
);
CREATE INDEX account_list_member_account ON account_list_member (account_id);

CREATE TABLE status_filter (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    contexts TEXT NOT NULL,
    action TEXT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX status_filter_account ON status_filter (account_id);
CREATE TABLE status_filter_keyword (
    id BIGINT NOT NULL PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES status_filter (id) ON DELETE CASCADE,
    keyword TEXT NOT NULL,
    whole_word BIGINT NOT NULL
);
CREATE INDEX status_filter_keyword_filter ON status_filter_keyword (filter_id);
CREATE TABLE status_filter_status (
    id BIGINT NOT NULL PRIMARY KEY,
    filter_id BIGINT NOT NULL REFERENCES status_filter (id) ON DELETE CASCADE,
    status_id BIGINT NOT NULL
);
CREATE INDEX status_filter_status_filter ON status_filter_status (filter_id);

-- How far an account has read a timeline, on whichever device.
CREATE TABLE marker (
    account_id BIGINT NOT NULL REFERENCES account (id),
    timeline TEXT NOT NULL,
    last_read_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, timeline)
);

CREATE TABLE followed_tag (
    account_id BIGINT NOT NULL REFERENCES account (id),
    tag TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, tag)
);

-- Tags that an account shows on its profile.
CREATE TABLE featured_tag (
    id BIGINT NOT NULL PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES account (id),
    tag TEXT NOT NULL,
    UNIQUE (account_id, tag)
);

-- What a request with an Idempotency-Key made, so that the same request sent again makes nothing more.
CREATE TABLE idempotency (
    account_id BIGINT NOT NULL REFERENCES account (id),
    digest TEXT NOT NULL,
    made TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, digest)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

-- What an app says of a video before it is posted; the point that matters in the picture in thousandths, -1000 to 1000.
CREATE TABLE media_note (
    media_id BIGINT NOT NULL PRIMARY KEY REFERENCES media (id),
    description TEXT NOT NULL,
    focus_x BIGINT NOT NULL,
    focus_y BIGINT NOT NULL
);

-- What a post made with an app has beside what every post has.
CREATE TABLE post_note (
    post_id BIGINT NOT NULL PRIMARY KEY REFERENCES post (id),
    sensitive BIGINT NOT NULL,
    spoiler TEXT NOT NULL,
    app_id BIGINT REFERENCES oauth_app (id)
);

-- A published post as it was before an edit.
CREATE TABLE post_version (
    post_id BIGINT NOT NULL REFERENCES post (id),
    until BIGINT NOT NULL,
    since BIGINT NOT NULL,
    caption TEXT NOT NULL,
    alt_text TEXT NOT NULL,
    PRIMARY KEY (post_id, until)
);
