### Spaces of a House: booking them, and running them.

spaces-title = Spaces
spaces-lead = Studios and quiet places of your House. Book one here, and show the code of your booking at the desk or read the one at the door.
spaces-book = Book a space
spaces-none = No spaces for you yet
spaces-none-what = A team that has you on its roster opens its House to you. Ask your programme office.

space-kind-studio = Studio
space-kind-podcast = Podcast corner
space-kind-quiet = Quiet room
space-kind-green-screen = Green screen
space-kind-crew-desk = Crew desk

space-day = Day
space-how-long = How long
space-look = Look
space-minutes = { $count ->
    [60] 1 hour
    [120] 2 hours
    [180] 3 hours
   *[other] { $count } minutes
}
space-minutes-field = Minutes
space-from = From
space-until = Until
space-one = Space
space-free-on = Free on { $day }
space-clocks = Times are those of { $zone }.
space-none-free = Nothing to book on this day
space-none-free-what = It is closed, kept for something else, or too far ahead. Try another day or less time.

booking-book = Book
booking-mine = Your bookings
booking-mine-none = You have no bookings.
booking-new = Book for someone
booking-look = Look at your booking
booking-cancel = Cancel
booking-end = End now
booking-check-in = Check in
booking-undo = Not here: take the check-in back
booking-yours = You have it
booking-engaged = You have: { $what }
booking-no-show = Nobody came
booking-move = Move to another time or space
booking-move-do = Move it
booking-with = Kit and crew
booking-crew = Someone of the crew helps me
booking-crew-help = With light, sound and camera.
booking-with-crew = Crew
booking-kit = Kit
booking-desk = At the desk
booking-whom = For whom
booking-whom-help = The name they sign in with.
booking-guest = A guest
booking-guest-named = { $name } (guest)
booking-guest-answers = Answers for it
booking-guest-field = Or a guest who has no account
booking-guest-help = Their name, for someone who stands here now: the booking begins checked in. You answer for it, and the name is thrown away two days after the end.
booking-for-me = It is for me
booking-for-me-help = Nobody else is named then.
booking-there = They are here now
booking-there-help = For someone who walks in: the booking begins checked in.
booking-for = For
booking-state = State
booking-state-booked = Booked
booking-state-in = Checked in
booking-state-cancelled = Cancelled
booking-state-no-show = Nobody came
booking-state-ended = Ended
booking-code = Code
booking-code-what = Show it at the desk, or read the code at the door with your phone.
booking-done-booked = It is yours.
booking-done-cancelled = Your booking is cancelled.

fault-booking-slot-shape = Choose a time in steps of five minutes, with an end after its beginning.
fault-booking-past = That time is over.
fault-booking-closed = It is closed for some of that time.
fault-booking-held = It is kept for something else for some of that time.
fault-booking-too-long = That is longer than one booking may be here.
fault-booking-too-far = That is further ahead than one may book here.
fault-booking-whom = Nobody here has that name. Use the name they sign in with.
fault-booking-nobody = Whom is it for? Type the name of the guest or of the account, or tick that it is for you.
fault-booking-mine-alone = Tick that it is for you, or name somebody, not both.
fault-booking-guest-alone = Name an account or a guest, not both.
fault-booking-guest-now = A guest is booked when they stand here. Choose a time that is on, or begins within a quarter of an hour.
fault-booking-kit-count = Say how many in digits.
fault-booking-state-unknown = A booking has no such state.
conflict-booking-taken = Somebody else has just that time. Choose another that is free.
conflict-booking-kit = There is not enough of that kit at that time. Take less of it, or choose another time.
conflict-booking-crew = Nobody of the crew is free at that time. Book without, or choose another time.
conflict-booking-many = You have ten bookings ahead. Cancel one, or come back after the next.
conflict-booking-not-theirs = They may not use the spaces of this House. Their name must stand on its team’s roster.
conflict-booking-elsewhere = There is another booking for the same person at that time. Nobody can be in two places at once.
conflict-booking-workshop = You have a workshop at that time. Give its seat back first, or choose another time.
conflict-booking-kit-out = Kit of this booking is out. Take it back first.
conflict-booking-gone = This booking is over or was changed a moment ago. Look at it again.
conflict-booking-over = This booking is over.
conflict-booking-not-begun = It has not begun yet.
conflict-booking-too-early = The desk checks in from an hour before it begins.
conflict-booking-not-now = You have no booking here that is on or about to begin.
conflict-booking-code = No booking of your House has this code.

booking-wait = Tell me when free
booking-waits = You wait for
booking-wait-end = Do not tell me
booking-done-waiting = You are told when it is free. Whoever books it first has it.
conflict-booking-is-free = That time is free: book it.
conflict-booking-wait-many = You wait for twenty times already. Take one back first.
notification-slot = A time in a House that you wait for is free
push-kind-slot = A time in a House that I wait for is free

board-title = Day board
board-what = A booking is moved by its button, or by drawing it to a free field. Times are those of each space.
board-put-down = Choose where it goes, on this day or another.
board-leave = Leave it where it is
board-here = Here
board-move = Move
board-late = Not here yet
board-moved = It is moved.
board-time = Time
board-empty = Nothing to show on this day
board-empty-what = All spaces are closed, or there are none.

wall-title = Display beside it
wall-what = Open this address on a screen at the door: what is on, what is next, first names only. Whoever knows it can read it.
wall-renew = Make a new address and end this one
wall-on = On now
wall-next = Next
wall-free = Free
wall-free-until = until { $time }
wall-nothing = Nothing more today.
wall-someone = Booked
wall-lost = No connection: this may be out of date.

space-parts = Parts of the desk
space-empty = No spaces yet
space-empty-what = Make the first one below: a studio, a podcast corner, a quiet room.
space-new = Make a space
space-make = Make it
space-edit = Change what is said of it
space-save = Save
space-remove = Take it out of use
space-name = Name
space-kind = What it is
space-place = Where
space-place-help = The House, the floor, the door.
space-zone = Time zone
space-zone-help = A name such as Europe/London. Opening hours are read on its clocks.
space-opening = Opening hours
space-opening-help = As 09:00–12:30, 14:00–18:00. An end before the beginning is on the next day. Empty means closed.
space-closed = Closed
space-holds = Kept for something else every week
space-holds-help = As 12:00–13:00 Press briefing. Nobody books these times.
space-before = Minutes needed before
space-after = Minutes needed after
space-longest = Longest booking, minutes
space-ahead = How far ahead, days
space-release = Given free after, minutes
space-release-help = When nobody has checked in by then; 0 for never.
space-staff-only = Only staff book it
space-who = Who books it
space-who-staff = Staff
space-who-all = Athletes and staff
space-access = Access
space-access-help = Steps, doors, lights, sounds: what someone needs to know before they come.
space-day-empty = Nothing is booked on this day.
space-check-in = Check in
space-check-in-help = Type the eight letters and digits, or scan the code with a reader.
space-check-in-find = Find the booking
space-door = Code for the door
space-door-what = Booked this space? Read this with your phone to check in.
space-door-help = Print this page and put it up at the door. Whoever knows the code can say that they are there, so renew it when it got about.
space-door-renew = Make a new code and end this one
space-arrive = I am here
space-arrive-in = You are checked in. Have a good time.
space-arrive-none = Nothing is booked for you here now
space-arrive-none-what = You can check in from a quarter of an hour before your booking begins.

fault-space-kind-unknown = Choose what it is.
fault-space-span-shape = Write times as 09:00–12:30, in steps of five minutes, several with commas. A whole day is 00:00–24:00.
fault-space-name-taken = There is a space of this name at that place already.
fault-space-number = That number does not fit here: minutes go in steps of five, up to four hours around a booking and a day for one; days up to two years.
conflict-space-booked = People have it booked. Cancel or move their bookings first.

kit-title = Kit and crew
kit-list = Kit
kit-what = What can be borrowed with a space, and how many of each there are. No booking ever takes more.
kit-name = What
kit-count = How many
kit-new = Something new
kit-add = Add it
kit-remove = Take it away
kit-there-are = { $count ->
    [one] There is one.
   *[other] There are { $count }.
}
kit-out = Hand out
kit-back = Take back
kit-is-back = Back
fault-kit-count = There can be 1 to { $limit } of one thing.
fault-kit-held = Bookings have more than that, now or later.
conflict-kit-held = Bookings have some of it, now or later.
conflict-kit-noted = That was noted already.

crew-title = Crew
crew-what = Who helps in the spaces, and when. Times are those of { $zone }. Someone who is free is given to each booking that asks.
crew-name = Name
crew-role = As what
crew-until-help = An end before the beginning is on the next day.
crew-add = Add the shift
crew-remove = Take away
fault-crew-times = Say when the shift begins and ends, in steps of five minutes and at most a day.
