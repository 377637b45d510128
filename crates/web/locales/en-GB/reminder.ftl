### Reminders, letters about bookings, and the links in letters by which something is given back.

notification-workshop-day = You have a workshop tomorrow
push-kind-workshop-day = A workshop of mine is tomorrow (with a letter)
notification-workshop-hour = Your workshop begins in an hour
push-kind-workshop-hour = A workshop of mine begins in an hour
notification-booking = A booking of yours was made, moved or cancelled for you
notification-booking-hour = The space that you booked is yours in an hour
push-kind-booking-hour = A space that I booked is mine in an hour

reminder-mail-workshop = Tomorrow: { $course }
reminder-mail-workshop-text =
    Your workshop { $course } is near.

    { $when }
    { $place }
    With { $trainer }, { $team }

    Your programme: { $page }
    Cannot come? Give your place back, so that someone else can have it: { $leave }

    Under Settings, Notifications you choose whether you are reminded.

booking-mail-made = Your booking: { $space }
booking-mail-made-text =
    { $space } is booked for you.

    { $when }
    { $place }
    Code for the desk: { $code }
    { $team }

    Move it or cancel it: { $page }
    Not needed any more? Give it back without signing in: { $leave }
booking-mail-gone = No longer in your calendar: { $space }
booking-mail-gone-text =
    Your booking of { $space } on { $when } does not stand any more.

    { $page }

    { $team }

giveback-title = Give back
giveback-ask-seat = Give back your place in { $what }?
giveback-ask-booking = Give back { $what }?
giveback-who = Somebody else can have it then. Nothing else about your account changes.
giveback-do = Yes, give it back
giveback-keep = To keep it, close this page.
giveback-gone-seat = You have given your place in { $what } back.
giveback-gone-booking = You have given { $what } back.
giveback-gone-what = If you want it again, look in your programme whether it is free.
giveback-off = { $what } was called off. There is nothing to give back.
giveback-begun = { $what } has begun, so it cannot be given back any more.
giveback-begun-what = If you cannot be there, tell the desk.
giveback-unknown = This link gives nothing back
giveback-unknown-what = It may be cut off, or belong to a place that you had before. In your programme you see what you have.
giveback-too-many = Too many such links were opened from where you are. Try again in { $limit ->
    [one] a second
   *[other] { $limit } seconds
}.
giveback-programme = My programme
giveback-spaces = My bookings
fault-reminder-kind-unknown = That is nothing one is reminded of.
