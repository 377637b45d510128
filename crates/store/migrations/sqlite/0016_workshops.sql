-- What an organisation teaches, when and where, who is to learn it, and who sits where.
CREATE TABLE course (
    id BIGINT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    level TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    -- For how long a skill counts; for ever where not stated.
    valid_months BIGINT,
    material TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX course_organisation ON course (organisation_id);

CREATE TABLE course_requires (
    course_id BIGINT NOT NULL REFERENCES course (id),
    requires_id BIGINT NOT NULL REFERENCES course (id),
    PRIMARY KEY (course_id, requires_id)
);

-- A workshop without a place is online. Taken counts the seats that are not free; that it never passes the capacity is
-- the database's own rule, whoever writes. The revision counts what calendar programs were told.
CREATE TABLE workshop (
    id BIGINT NOT NULL PRIMARY KEY,
    course_id BIGINT NOT NULL REFERENCES course (id),
    games_id BIGINT NOT NULL REFERENCES games (id),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    place TEXT NOT NULL,
    link TEXT NOT NULL,
    trainer TEXT NOT NULL,
    disciplines TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    taken BIGINT NOT NULL,
    offers TEXT NOT NULL,
    code TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    cancelled_at BIGINT,
    CHECK (taken >= 0 AND taken <= capacity)
);
CREATE INDEX workshop_course ON workshop (course_id, from_at);
CREATE INDEX workshop_games ON workshop (games_id, from_at);

-- What staff want an athlete to learn, and by when.
CREATE TABLE course_want (
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    course_id BIGINT NOT NULL REFERENCES course (id),
    weight TEXT NOT NULL,
    by_at BIGINT,
    PRIMARY KEY (entry_id, course_id)
);
CREATE INDEX course_want_course ON course_want (course_id);

-- What an athlete would like to learn, in their own order.
CREATE TABLE course_wish (
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    course_id BIGINT NOT NULL REFERENCES course (id),
    rank BIGINT NOT NULL,
    PRIMARY KEY (entry_id, course_id)
);

-- What an athlete needs so that they can take part. It tells of their health, so it is sealed.
CREATE TABLE entry_access (
    entry_id BIGINT NOT NULL PRIMARY KEY REFERENCES roster_entry (id),
    sealed BLOB NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE seat (
    id BIGINT NOT NULL PRIMARY KEY,
    workshop_id BIGINT NOT NULL REFERENCES workshop (id),
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    state TEXT NOT NULL,
    -- Staff decided: no allocation moves it.
    is_pinned BIGINT NOT NULL,
    offered_until BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (workshop_id, entry_id)
);
CREATE INDEX seat_entry ON seat (entry_id);

-- Staff decided: this athlete does not go to this workshop.
CREATE TABLE seat_barred (
    workshop_id BIGINT NOT NULL REFERENCES workshop (id),
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    PRIMARY KEY (workshop_id, entry_id)
);
CREATE INDEX seat_barred_entry ON seat_barred (entry_id);

-- A plan as the solver gave it, to be looked at before anyone is told.
CREATE TABLE allocation (
    id BIGINT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    games_id BIGINT NOT NULL REFERENCES games (id),
    by_id BIGINT NOT NULL REFERENCES account (id),
    plan TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    announced_at BIGINT
);
CREATE INDEX allocation_organisation ON allocation (organisation_id, games_id);
CREATE INDEX allocation_by ON allocation (by_id);
