-- When an e-mail address was shown to be its account's, by a link in a letter to it. Until then no other letter goes there.
ALTER TABLE vault ADD COLUMN email_proved_at BIGINT;
