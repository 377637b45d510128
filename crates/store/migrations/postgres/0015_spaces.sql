-- Spaces of a House, what can be borrowed there, the crew, and who has them when.
CREATE TABLE space (
    id BIGINT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    -- An IANA time zone or an offset: opening hours are read on its clocks.
    zone TEXT NOT NULL,
    -- `domain::space::Rules` as JSON.
    rules TEXT NOT NULL,
    access TEXT NOT NULL,
    -- The addresses at its door and of its wall are derived from these numbers; a higher one ends them.
    door_version BIGINT NOT NULL,
    wall_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX space_organisation ON space (organisation_id);

CREATE TABLE kit (
    id BIGINT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);
CREATE INDEX kit_organisation ON kit (organisation_id);

-- Each single one there is of a kit: no booking can take one that is not here.
CREATE TABLE kit_unit (
    kit_id BIGINT NOT NULL REFERENCES kit (id),
    unit BIGINT NOT NULL,
    PRIMARY KEY (kit_id, unit)
);

CREATE TABLE crew_shift (
    id BIGINT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX crew_shift_organisation ON crew_shift (organisation_id, until_at);

CREATE TABLE booking (
    id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL REFERENCES space (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    -- Who made it, the same person or staff for them; none once they are gone.
    by_id BIGINT REFERENCES account (id),
    -- What is scanned or typed at the desk.
    code TEXT NOT NULL UNIQUE,
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    shift_id BIGINT REFERENCES crew_shift (id),
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX booking_space ON booking (space_id, from_at);
CREATE INDEX booking_account ON booking (account_id, from_at);
CREATE INDEX booking_by ON booking (by_id);
CREATE INDEX booking_shift ON booking (shift_id);

-- Five minutes of a space, of whoever has them, with the minutes that it needs before and after. That a cell stands here
-- once is what keeps two bookings from meeting, whatever the program does.
CREATE TABLE booking_cell (
    space_id BIGINT NOT NULL REFERENCES space (id),
    cell BIGINT NOT NULL,
    booking_id BIGINT NOT NULL REFERENCES booking (id),
    PRIMARY KEY (space_id, cell)
);
CREATE INDEX booking_cell_booking ON booking_cell (booking_id);

-- The same for each single thing that is borrowed, and for each of the crew.
CREATE TABLE kit_cell (
    kit_id BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    cell BIGINT NOT NULL,
    booking_id BIGINT NOT NULL REFERENCES booking (id),
    PRIMARY KEY (kit_id, unit, cell),
    FOREIGN KEY (kit_id, unit) REFERENCES kit_unit (kit_id, unit)
);
CREATE INDEX kit_cell_booking ON kit_cell (booking_id);
CREATE TABLE crew_cell (
    shift_id BIGINT NOT NULL REFERENCES crew_shift (id),
    cell BIGINT NOT NULL,
    booking_id BIGINT NOT NULL REFERENCES booking (id),
    PRIMARY KEY (shift_id, cell)
);
CREATE INDEX crew_cell_booking ON crew_cell (booking_id);

-- What a booking borrows, and when it went out and came back.
CREATE TABLE booking_kit (
    booking_id BIGINT NOT NULL REFERENCES booking (id),
    kit_id BIGINT NOT NULL REFERENCES kit (id),
    unit BIGINT NOT NULL,
    out_at BIGINT,
    back_at BIGINT,
    PRIMARY KEY (booking_id, kit_id, unit)
);
CREATE INDEX booking_kit_kit ON booking_kit (kit_id, unit);

-- Who wants to be told when a slot becomes free.
CREATE TABLE booking_wait (
    id BIGINT NOT NULL PRIMARY KEY,
    space_id BIGINT NOT NULL REFERENCES space (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    told_at BIGINT,
    UNIQUE (space_id, account_id, from_at, until_at)
);
CREATE INDEX booking_wait_account ON booking_wait (account_id);
