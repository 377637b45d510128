### Workshops: planned and run by the office, taken by athletes.

notification-workshop = Your workshops have changed
notification-seat-free = A seat is free in a workshop that you wait for: whoever takes it first has it
access-step-free = Step-free access
access-bsl = British Sign Language interpreter
access-quiet-room = Quiet room
access-carer = Place for a carer
access-screen-reader = Material for screen readers

workshops-title = Workshops
workshops-choose = Workshops belong to a Games, since they are planned around its starts.
workshops-no-games = Workshops are planned around the starts of a Games. Make one first.
workshops-athletes = Athletes on the roster
workshops-claimed = { $count } have claimed their entry
workshops-seated = With a seat
workshops-seated-what = athletes placed in at least one workshop
workshops-attended = Took part
workshops-attended-what = { $attended } seats attended, { $missed } missed
workshops-broken = { $count ->
    [one] One seat no longer works
   *[other] { $count } seats no longer work
 }
workshops-broken-what = A start, a need or the workshop itself has changed since. Make a new plan, or move these people by hand.
workshops-figures = Figures as CSV
workshops-planned = Planned
workshops-over = Over
workshops-none-ahead = Nothing is planned from now on.
workshops-empty = No workshops yet
workshops-empty-what = Plan when and where each course is held.
workshops-done-announced = { $count ->
    [one] Done. One athlete was told.
   *[other] Done. { $count } athletes were told.
 }
workshops-done-planned = { $count ->
    [one] One workshop is planned.
   *[other] { $count } workshops are planned.
 }

courses-title = Courses
courses-table = Table of courses
courses-empty = No courses yet
courses-empty-what = A course is what you teach, such as media training or captions.
course-new = New course
course-make = Make the course
course-save = Save the course
course-title = Title
course-about-title = About the course
course-about = What it is about
course-about-help = Athletes read this when they choose.
course-level = Level
course-level-starter = For everyone
course-level-further = Builds on it
course-level-expert = For experts
course-minutes = Minutes of one meeting
course-valid = Counts for how many months
course-valid-help = Leave empty when it counts for ever.
course-material = Material
course-material-help = An address that begins with https://
course-requires = Comes after
course-meetings = Workshops
course-seats = Seats
course-ended = Ended
course-end = Take off the programme
course-back = Put back on the programme
course-wants = Who takes it
course-wants-none = Nobody is asked to take it yet.
course-whom = Whom
course-whom-all = Everyone on the roster
course-whom-one = One athlete, by code
course-code = Athlete code
course-weight = How much it matters
course-weight-must = Must
course-weight-should = Should
course-weight-may = May
course-weight-none = Not asked for
course-wished = Would like to
course-by = By when
course-want-save = Set
course-and-more = and { $count } more
course-done-wants = { $count ->
    [one] Set for one athlete.
   *[other] Set for { $count } athletes.
 }
course-own-must = Required
course-own-should = Recommended
course-own-may = Open to you
course-own-held = You have this skill.
course-own-seat = You have a seat.
course-own-waiting = You wait for a seat.
course-lasts = { $minutes } minutes
course-until = needed by { $when }

workshop-new = New workshop
workshop-make = Plan it
workshop-save = Save
workshop-edit = Change or call off
workshop-course = Course
workshop-from = Begins
workshop-until = Ends
workshop-zone = Times are on the clocks of { $zone }.
workshop-took-place = It has taken place already
workshop-took-place-help = To write down what was held, so that you can note who was there.
workshop-place = Where
workshop-place-help = Leave empty when it is online. The same words for the same place, so that the ways between places can be kept in mind.
workshop-online = Online
workshop-link = Online room
workshop-link-help = An address that begins with https:// and is shown to those with a seat.
workshop-trainer = Trainer
workshop-disciplines = Sports the trainer teaches
workshop-disciplines-help = Codes such as SWM ATH. Leave empty for all.
workshop-capacity = Seats
workshop-seats = Seats taken
workshop-offers = Access that is there
workshop-days = On how many days in a row
workshop-days-help = One workshop at the same time on each of them.
workshop-fill = { $taken } of { $capacity } seats
workshop-waiting = { $count } waiting
workshop-off = Called off
workshop-off-what = This workshop was called off. Everyone with a seat was told.
workshop-code = Code for the room
workshop-code-what = Show it in the room. Athletes type it to say that they are there.
workshop-who = Who comes
workshop-nobody = Nobody yet
workshop-note = Save who was there
workshop-list = Waiting list
workshop-place-title = Give someone a seat
workshop-place-code = Athlete’s code
workshop-place-act = Give the seat
workshop-cancel = Call it off
workshop-cancel-what = Everyone with a seat is told at once. This cannot be undone.
workshop-why-barred = Staff decided against it, or the seat was given back.
workshop-why-late = It is later than the course is needed.
workshop-why-clash = Clashes with { $what } ({ $when }) or the way there.
workshop-why-needs = It does not offer: { $needs }.
workshop-why-trainer = Its trainer teaches other sports.
workshop-why-prerequisite = { $course } has to come first.
workshop-why-workshop = Clashes with another workshop: { $course }, { $when }.
workshop-why-full = { $place ->
    [0] Full.
    [1] Full: next on the list.
   *[other] Full: number { $place } on the list.
 }
workshop-why-none = No workshop of this course is planned.

seat-state-placed = has a seat
seat-state-offered = was offered a seat
seat-state-waiting = waits
seat-state-left = gave it back
seat-state-attended = was there
seat-state-missed = was not there
seat-pinned = stays here
seat-pin = Keep here
seat-unpin = Free to move
seat-remove = Take out
seat-own-placed = Your seat
seat-own-offered = Offered to you
seat-own-waiting = On the waiting list
seat-own-attended = You were there
seat-own-missed = Missed
seat-own-off = Called off
seat-until = Held for you until { $when }.
seat-accept = Take the seat
seat-decline = No, thanks
seat-swap = Change
seat-leave = Give it back
seat-leave-list = Leave the list

plan-title = Who goes where
plan-what = The solver gives every athlete the best seats that starts, ways, access needs and trainers allow. Nobody is told before you say so.
plan-make = Make a plan
plan-look = Look at the latest plan
plan-working = The plan is being made
plan-working-what = This takes seconds, a minute at most. The page looks again by itself.
plan-again = Look again
plan-failed = The plan could not be made. Please try again; if it fails again, tell whoever runs this host.
plan-not-found = No plan was found in the time. Free some of the decisions made by hand and try again.
plan-contradiction = Decisions made by hand contradict each other or the rules
plan-contradiction-what = Take any one of them back and make the plan again.
plan-pin-here = is to stay in
plan-pin-never = is to stay out of
plan-announced = Everyone was told of this plan.
plan-placed = Seats given
plan-placed-what = of { $wants } wants and { $seats } seats
plan-people = Athletes placed
plan-seconds = made in { $seconds } s
plan-unplaced = Not placed
plan-unplaced-what = wants that could not be met
plan-unplaced-none = Every want is met.
plan-announce = Tell everyone
plan-announce-what = Seats become theirs and those for whom something changes are told.
plan-goals = How good it is
plan-goals-table = Table of goals
plan-goals-what = The goals in the order in which they count: none is improved at the cost of one above it.
plan-greedy = This host has no solver, so the plan was made in one pass and nothing is proven.
plan-goal = Goal
plan-reached = Reached
plan-better = Could it be better?
plan-level-must = Required seats given
plan-level-preferences = Points for what athletes want
plan-level-sport-share = Smallest share met in a sport, of wants that can be met
plan-level-games-share = Smaller share of Olympic and Paralympic, of wants that can be met
plan-level-kept = Announced seats that stay
plan-asked = What was asked for, and what is met
plan-asked-what = Shares are of everything that was asked for. What no plan could meet is counted beside it: each workshop of the course clashes, lacks what someone needs or is closed to them, or none is planned.
plan-asked-table = Table of what was asked for
plan-asked-by = Asked for
plan-asked-must = Must: staff require it
plan-asked-should = Should: staff would like it
plan-asked-may = May: open to them, or their own wish
plan-asked-wants = Wants
plan-asked-met = Met
plan-asked-share = Share met
plan-asked-impossible = No plan could meet
plan-impossible = No plan could meet it
plan-proven = No, proven
plan-gap = By { $gap } at most
plan-unknown = Not known
plan-file = As CSV
plan-why = { $count ->
    [one] Why: one workshop
   *[other] Why: { $count } workshops
 }
plan-changes = What changes
plan-new = { $count } new
plan-gone = { $count } go
plan-kept = { $count } stay
plan-change-new = New
plan-change-gone = Goes
plan-changes-more = and { $count } more

programme-title = My programme
programme-what = Workshops, your timetable and what you need
programme-nobody = No roster names you yet
programme-nobody-what = Your team sends you a link or a code that ties this account to your place on its roster.
programme-offers = A seat for you
programme-coming = Coming up
programme-coming-none = Nothing planned yet
programme-coming-none-what = You are told when you have a seat. Below you can say what you would like to learn, or take a free seat.
programme-zone = Times are on the clocks of { $zone }.
programme-attend = Are you in the room?
programme-attend-what = Type the code that is shown there, and your part in it is noted.
programme-code = Code
programme-attend-act = I am here
programme-courses = What you can learn
programme-courses-what = Put up to five in your own order. The plan keeps to it as far as it can.
programme-rank = Your order
programme-choose = See dates
programme-wishes-save = Save my order
programme-access = What you need
programme-access-what = Only those who run the workshops see this. It is kept encrypted.
programme-needs = I need
programme-access-words = Anything else
programme-access-save = Save what I need
programme-past = Done
programme-done-saved = Saved.
programme-done-placed = The seat is yours.
programme-done-waiting = You are on the waiting list. You are told when a seat is free.
programme-done-left = Done. Someone else can have it now.
programme-done-accepted = The seat is yours.
programme-done-swapped = Changed.
programme-done-attended = Noted. Enjoy the workshop.
choices-none = No other dates
choices-none-what = No further workshop of this course is planned.
choices-full = Full, { $count } waiting
choices-take = Take a seat
choices-wait = Join the waiting list
choices-swap = Change to this

workshop-mail-placed = Your workshop: { $course }
workshop-mail-placed-text =
    You have a seat in { $course }.

    { $when }
    { $place }
    With { $trainer }, { $team }

    Change it: { $page }
    Cannot come? Give your place back without signing in: { $leave }
workshop-mail-gone = No longer in your calendar: { $course }
workshop-mail-gone-text =
    You have no seat any more in { $course } on { $when }.

    Whether it was called off or you have another seat instead, you see here: { $page }

    { $team }

fault-access-need-unknown = This need is not known.
fault-course-level-unknown = Choose a level.
fault-course-weight-unknown = Choose how much it matters.
fault-course-minutes = A meeting lasts 15 to 480 minutes.
fault-course-months = A skill counts for 1 to 60 months.
fault-course-link = An address begins with https:// and has no blanks.
fault-course-circle = No course can come before itself.
fault-seat-state-unknown = This is not known.
fault-workshop-capacity = Between 1 and 500 seats.
fault-workshop-days = Between 1 and 60 days.
fault-workshop-span = It ends after it begins, and lasts a day at most.
fault-workshop-course = Choose a course.
fault-workshop-past = This is in the past. Choose a time to come, or tick that it has taken place already.
fault-workshop-to-come = This is still to come. Take away the tick that it has taken place, or choose an earlier time.
fault-wishes-each-once = Give each number to one course only, five at most.
fault-attendance-code-unknown = This code is not of a workshop that you have a seat in and that is on now.
fault-athlete-code-unknown = No athlete on this roster has this code.
fault-clock-shape = Give a day and a time.
fault-clock-changes = The clocks change then, so this time does not exist or exists twice. Choose another.
conflict-courses-most = There are too many courses. Take some off the programme.
conflict-workshops-most = There are too many workshops for this Games.
conflict-workshop-full = It is full by now.
conflict-workshop-smaller = More seats are taken than that.
conflict-seat-same-course = You have a seat in this course, or wait for one.
conflict-seat-not-yours = This seat is not yours any more.
conflict-seat-offer-over = The offer is over.
conflict-seat-not-placed = Only a seat that someone has can stay.
conflict-attendance-early = Who is there can be noted from half an hour before it begins.
conflict-attendance-off = It was called off, so nobody was there.
conflict-seat-attended = They were there, and their skill and certificate hang on it. If that was noted by mistake, take their tick back and save the list first.
conflict-workshop-attended = Somebody was there, so it took place: it cannot be called off or moved to a time to come. If that was noted by mistake, take their tick back and save the list first.
conflict-allocation-not-ready = The plan is not made yet.
conflict-allocation-announced = Everyone was told of this plan before.
conflict-allocation-stale = Something has changed since this plan was made. Make a new one.
