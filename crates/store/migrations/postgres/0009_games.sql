-- A Games as data: its days, its venues and units, who was entered by whom, and who starts where.
-- Days are `YYYY-MM-DD`; a Games without a time zone shows its times in UTC.
CREATE TABLE games (
    id BIGINT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    time_zone TEXT,
    village_on TEXT,
    opens_on TEXT,
    closes_on TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE venue (
    id BIGINT NOT NULL PRIMARY KEY,
    games_id BIGINT NOT NULL REFERENCES games (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (games_id, name)
);

-- The schedule. Many public schedules give their units no code.
CREATE TABLE unit (
    id BIGINT NOT NULL PRIMARY KEY,
    games_id BIGINT NOT NULL REFERENCES games (id),
    code TEXT,
    discipline TEXT NOT NULL,
    gender TEXT,
    event TEXT NOT NULL,
    phase TEXT NOT NULL,
    is_medal BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT,
    venue_id BIGINT REFERENCES venue (id),
    UNIQUE (games_id, code)
);
CREATE INDEX unit_starts ON unit (games_id, starts_at);

-- Disciplines are codes with a blank between them, events lines. Of a date of birth only a keyed digest is kept, by which
-- two files can be compared.
CREATE TABLE roster_entry (
    id BIGINT NOT NULL PRIMARY KEY,
    games_id BIGINT NOT NULL REFERENCES games (id),
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    code TEXT NOT NULL,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    gender TEXT,
    born_digest TEXT,
    disciplines TEXT NOT NULL,
    events TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (games_id, code)
);
CREATE INDEX roster_entry_organisation ON roster_entry (organisation_id, games_id);

CREATE TABLE start (
    id BIGINT NOT NULL PRIMARY KEY,
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    unit_code TEXT NOT NULL,
    event TEXT NOT NULL,
    stage TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    venue_id BIGINT REFERENCES venue (id),
    UNIQUE (entry_id, unit_code)
);
