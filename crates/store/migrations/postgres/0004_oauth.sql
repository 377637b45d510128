-- Apps that act for accounts (OAuth 2.1). What an app holds is a session of kind 'app' with an oauth_token beside it, so
-- whatever ends sessions ends apps too. Only hashes of secrets are kept.

CREATE TABLE oauth_app (
    id BIGINT NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash BYTEA NOT NULL,
    name TEXT NOT NULL,
    website TEXT NOT NULL,
    redirect_uris TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A consent on its way from the browser to the app. A used one is kept for a while: whoever shows it again is a thief, and
-- what it gave is taken back.
CREATE TABLE oauth_code (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES oauth_app (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    session_id BIGINT
);
CREATE INDEX oauth_code_expires ON oauth_code (expires_at);
CREATE INDEX oauth_code_account ON oauth_code (account_id);

CREATE TABLE oauth_token (
    session_id BIGINT NOT NULL PRIMARY KEY REFERENCES session (id) ON DELETE CASCADE,
    app_id BIGINT NOT NULL REFERENCES oauth_app (id),
    scopes TEXT NOT NULL,
    refresh_hash BYTEA NOT NULL UNIQUE,
    spent_hash BYTEA
);
CREATE INDEX oauth_token_app ON oauth_token (app_id);
CREATE INDEX oauth_token_spent ON oauth_token (spent_hash);

-- What an app holds for itself, without an account (grant type client_credentials).
CREATE TABLE oauth_client_token (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    app_id BIGINT NOT NULL REFERENCES oauth_app (id),
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX oauth_client_token_app ON oauth_client_token (app_id, created_at);
