-- The account of an organisation itself, to which nobody signs in: at most one.
CREATE UNIQUE INDEX account_team ON account (organisation_id) WHERE role = 'team';

-- Whose people someone was who posted as the team by an agreement; none for its own people.
ALTER TABLE acted ADD COLUMN partner_id BIGINT REFERENCES organisation (id);

-- The agreement that a notification is about.
ALTER TABLE notification ADD COLUMN agreement_id BIGINT REFERENCES agreement (id);
