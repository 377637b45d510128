-- The check at the end of a course. A changed one is a new version; the one that counts has not ended.
CREATE TABLE course_check (
    id BIGINT NOT NULL PRIMARY KEY,
    course_id BIGINT NOT NULL REFERENCES course (id),
    version BIGINT NOT NULL,
    -- Questions with their answers, as JSON.
    questions TEXT NOT NULL,
    pass_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    UNIQUE (course_id, version)
);

-- An athlete's try at it. They are counted for each course, so that no two at once are one too many.
CREATE TABLE course_check_try (
    id BIGINT NOT NULL PRIMARY KEY,
    check_id BIGINT NOT NULL REFERENCES course_check (id),
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    course_id BIGINT NOT NULL REFERENCES course (id),
    nth BIGINT NOT NULL,
    -- The places of what was chosen for each question, as JSON.
    chosen TEXT NOT NULL,
    is_passed BIGINT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (entry_id, course_id, nth)
);
CREATE INDEX course_check_try_check ON course_check_try (check_id);
CREATE INDEX course_check_try_course ON course_check_try (course_id);

-- A certificate is a code for an athlete's skill. What it says is read from their seats and checks, so it cannot differ from them.
CREATE TABLE certificate (
    id BIGINT NOT NULL PRIMARY KEY,
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    course_id BIGINT NOT NULL REFERENCES course (id),
    code TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT,
    UNIQUE (entry_id, course_id)
);
CREATE INDEX certificate_course ON certificate (course_id);
