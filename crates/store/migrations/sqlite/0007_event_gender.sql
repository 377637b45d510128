-- Which events an athlete enters: W, M or O as start lists write it; NULL where it was not stated.
ALTER TABLE account ADD COLUMN event_gender TEXT;
