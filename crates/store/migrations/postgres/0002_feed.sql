-- The viewer's own feed: how old someone says they are, what they chose, and whose own each entry of the log is.

CREATE TABLE age_band (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    band TEXT NOT NULL,
    stated_at BIGINT NOT NULL
);

-- The choice as JSON; the log has every earlier one.
CREATE TABLE feed_choice (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    choice TEXT NOT NULL
);

-- Whose own act an entry is: a viewer's state is made again from their own entries alone.
ALTER TABLE log ADD COLUMN who BIGINT;
UPDATE log SET who = CASE WHEN kind = 'account_made' THEN (fact::json ->> 'account')::bigint ELSE (fact::json ->> 'who')::bigint END
    WHERE kind IN ('account_made', 'followed', 'unfollowed', 'cheered', 'uncheered', 'commented', 'hidden', 'unhidden', 'blocked', 'unblocked', 'shared', 'watched');
CREATE INDEX log_who ON log (who, seq);
