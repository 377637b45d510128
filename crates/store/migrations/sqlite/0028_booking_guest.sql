-- Bookings of guests without an account, for whom the booking's account answers. The name is sealed under that account's key and
-- goes two days after the end; that it was a guest's stays.
CREATE TABLE booking_guest (
    booking_id BIGINT NOT NULL PRIMARY KEY REFERENCES booking (id),
    sealed BLOB
);
