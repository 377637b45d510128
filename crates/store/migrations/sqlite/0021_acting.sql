-- What an athlete lets someone do for them. One that has ended keeps its row, so that it can be told later.
CREATE TABLE delegation (
    id BIGINT NOT NULL PRIMARY KEY,
    athlete_id BIGINT NOT NULL REFERENCES account (id),
    holder_id BIGINT NOT NULL REFERENCES account (id),
    hand TEXT NOT NULL,
    bounds TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    offered_at BIGINT NOT NULL,
    accepted_at BIGINT,
    ended_at BIGINT
);
CREATE INDEX delegation_athlete ON delegation (athlete_id);
CREATE INDEX delegation_holder ON delegation (holder_id);

-- The delegation by which a browser acts for someone at the moment.
ALTER TABLE session ADD COLUMN delegation_id BIGINT REFERENCES delegation (id);
CREATE INDEX session_delegation ON session (delegation_id);

-- What was done for an athlete by someone else's hand. Never changed; who left is forgotten, what they did is not.
CREATE TABLE acted (
    id BIGINT NOT NULL PRIMARY KEY,
    athlete_id BIGINT NOT NULL REFERENCES account (id),
    holder_id BIGINT REFERENCES account (id),
    hand TEXT NOT NULL,
    deed TEXT NOT NULL,
    subject_id BIGINT,
    at BIGINT NOT NULL
);
CREATE INDEX acted_athlete ON acted (athlete_id, id);
CREATE INDEX acted_holder ON acted (holder_id, id);

-- What readers are told of a post that somebody else's hand published or changed, and by which delegation it is to be
-- published where it is not yet.
CREATE TABLE post_hand (
    post_id BIGINT NOT NULL PRIMARY KEY REFERENCES post (id),
    note TEXT NOT NULL,
    delegation_id BIGINT REFERENCES delegation (id)
);
CREATE INDEX post_hand_delegation ON post_hand (delegation_id);
