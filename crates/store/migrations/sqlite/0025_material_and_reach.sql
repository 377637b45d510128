-- What belongs to a course beside its workshops: files in the object store, and posts of the host with their films.
CREATE TABLE material (
    id BIGINT NOT NULL PRIMARY KEY,
    course_id BIGINT NOT NULL REFERENCES course (id),
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    post_id BIGINT REFERENCES post (id),
    -- Of a file; empty for a film.
    object_key TEXT NOT NULL,
    file TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    made_at BIGINT NOT NULL
);
CREATE INDEX material_course ON material (course_id, place);
CREATE INDEX material_post ON material (post_id);

-- Athletes who agree that the reach of their posts counts in the results of workshops, together with that of others.
CREATE TABLE reach_choice (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    agreed_at BIGINT NOT NULL
);

-- How often a post was watched on a day (counted from 1970-01-01 in UTC): a view of the log, taken in up to an entry.
CREATE TABLE post_day (
    post_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    views BIGINT NOT NULL,
    PRIMARY KEY (post_id, day)
);
CREATE TABLE post_day_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO post_day_head (id, seq) VALUES (1, 0);
