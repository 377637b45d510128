-- Groups of athletes that staff name inside a roster.
CREATE TABLE roster_group (
    id BIGINT NOT NULL PRIMARY KEY,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    games_id BIGINT NOT NULL REFERENCES games (id),
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (organisation_id, games_id, name)
);
CREATE TABLE roster_group_member (
    group_id BIGINT NOT NULL REFERENCES roster_group (id),
    entry_id BIGINT NOT NULL REFERENCES roster_entry (id),
    PRIMARY KEY (group_id, entry_id)
);
CREATE INDEX roster_group_member_entry ON roster_group_member (entry_id);
-- Only they may come; anyone where not stated.
ALTER TABLE workshop ADD COLUMN group_id BIGINT REFERENCES roster_group (id);
CREATE INDEX workshop_group ON workshop (group_id);
-- When it was seen whether they were there. A later look holds, however late it arrives.
ALTER TABLE seat ADD COLUMN noted_at BIGINT;
