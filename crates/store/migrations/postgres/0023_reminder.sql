-- Who was reminded of a seat in a workshop or of a booking, by when it begins: moved, it is reminded of anew.
CREATE TABLE reminder (
    kind TEXT NOT NULL,
    -- A seat or a booking, as the kind says.
    subject_id BIGINT NOT NULL,
    begins_at BIGINT NOT NULL,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (kind, subject_id, begins_at)
);
CREATE INDEX reminder_begins ON reminder (begins_at);
-- What begins next, of everyone.
CREATE INDEX workshop_from ON workshop (from_at);
CREATE INDEX booking_from ON booking (from_at) WHERE state = 'booked';
