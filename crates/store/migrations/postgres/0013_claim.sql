-- The account that an athlete of a roster has claimed. One account may stand in the rosters of several Games.
ALTER TABLE roster_entry ADD COLUMN account_id BIGINT REFERENCES account (id);
CREATE INDEX roster_entry_account ON roster_entry (account_id);
