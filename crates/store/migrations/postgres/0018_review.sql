-- Reviews of drafts: a film that is not published, handed to one coach. Open while it waits for the coach or for changes; one open
-- review a draft.
CREATE TABLE review (
    id BIGINT NOT NULL PRIMARY KEY,
    athlete_id BIGINT NOT NULL REFERENCES account (id),
    coach_id BIGINT NOT NULL REFERENCES account (id),
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    post_id BIGINT NOT NULL REFERENCES post (id),
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    skill TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX review_open ON review (post_id) WHERE state IN ('waiting', 'changes');
CREATE INDEX review_coach ON review (coach_id, state);
CREATE INDEX review_athlete ON review (athlete_id, state);

-- The drafts that were handed in, one after the other.
CREATE TABLE review_version (
    review_id BIGINT NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    post_id BIGINT NOT NULL REFERENCES post (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (review_id, number)
);
CREATE INDEX review_version_post ON review_version (post_id);

-- What the two say: at a moment of a version (milliseconds), of all of it, or in answer to something said.
CREATE TABLE review_remark (
    id BIGINT NOT NULL PRIMARY KEY,
    review_id BIGINT NOT NULL REFERENCES review (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES account (id),
    answers_id BIGINT REFERENCES review_remark (id) ON DELETE CASCADE,
    at_ms BIGINT,
    text TEXT NOT NULL,
    must_change BIGINT NOT NULL,
    done BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX review_remark_review ON review_remark (review_id);
