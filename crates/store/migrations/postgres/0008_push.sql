-- Where a browser or app wants to be told by Web Push (RFC 8030). At most one per session, and gone with it. The address and
-- the keys are sealed under the person's key in the vault.
CREATE TABLE push_subscription (
    id BIGINT NOT NULL PRIMARY KEY,
    session_id BIGINT NOT NULL UNIQUE REFERENCES session (id) ON DELETE CASCADE,
    account_id BIGINT NOT NULL REFERENCES account (id),
    sealed BYTEA NOT NULL,
    standard BIGINT NOT NULL,
    alerts TEXT NOT NULL,
    policy TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX push_subscription_account ON push_subscription (account_id);

-- What an account chose about being told, as JSON.
CREATE TABLE push_choice (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    choice TEXT NOT NULL
);

-- What waits for one subject: a subscription's messages, a film's next step.
CREATE INDEX job_subject ON job (kind, subject_id);
