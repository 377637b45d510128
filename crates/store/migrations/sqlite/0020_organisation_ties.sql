-- Who works for an organisation, and as what. A role that has ended keeps its row, so that it can be told later.
CREATE TABLE membership (
    organisation_id BIGINT NOT NULL REFERENCES organisation (id),
    account_id BIGINT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    until BIGINT,
    made_by BIGINT REFERENCES account (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, account_id, role)
);
CREATE INDEX membership_account ON membership (account_id);

-- What two organisations let each other do. None is ever removed; only a draft is ever changed.
CREATE TABLE agreement (
    id BIGINT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    proposer_id BIGINT NOT NULL REFERENCES organisation (id),
    party_id BIGINT NOT NULL REFERENCES organisation (id),
    starts_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    renews_id BIGINT REFERENCES agreement (id),
    created_at BIGINT NOT NULL,
    offered_at BIGINT,
    accepted_at BIGINT,
    ended_at BIGINT,
    ended_by_id BIGINT REFERENCES organisation (id)
);
CREATE INDEX agreement_proposer ON agreement (proposer_id);
CREATE INDEX agreement_party ON agreement (party_id);

CREATE TABLE agreement_term (
    agreement_id BIGINT NOT NULL REFERENCES agreement (id),
    to_id BIGINT NOT NULL REFERENCES organisation (id),
    act TEXT NOT NULL,
    PRIMARY KEY (agreement_id, to_id, act)
);
