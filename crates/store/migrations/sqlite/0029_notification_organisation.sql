-- The organisation whose team a notification is about.
ALTER TABLE notification ADD COLUMN organisation_id BIGINT REFERENCES organisation (id);
