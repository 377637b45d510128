transparency-title = Is it fair?
transparency-description = Who the feed shows, how evenly, what its rules are, and how anyone can check that nobody puts a thumb on the scale.
transparency-lead = The feed follows rules that everyone can read. Here is what they did, every exception to them, and how to check us without trusting us.
transparency-lifts = Lifted by the team
transparency-lifts-what = Editors can put a film higher for a while: an opening ceremony, a safety notice. Every lift is named here and on the film itself, with who, why, how much and until when. There is no other way.
transparency-lifts-none = No film is lifted at the moment.
transparency-lift-by = By { $who }: + { $points } points,
transparency-until = until
transparency-lifts-past = { $count ->
    [one] One lift that is over
   *[other] { $count } lifts that are over
 }
transparency-by-gone = Someone who has left
transparency-film-gone = A film that has gone
transparency-fair = How attention is shared
transparency-fair-what = A first place on a page gives an athlete more attention than a tenth. We add that up for everyone; it fades to half in a day. A line on each bar marks where it would end if every athlete had the same.
transparency-athletes = Athletes
transparency-athletes-help = with a film in Discover
transparency-without = Shown to nobody lately
transparency-without-help = their share of all athletes
transparency-gini = Gini coefficient
transparency-gini-help = 0: all alike. 1: everything goes to one
transparency-top = Goes to the top hundredth
transparency-top-help = of all attention
transparency-by-sport = By sport
transparency-by-sport-note = Part of all attention.
transparency-by-programme = Olympic and Paralympic
transparency-by-programme-note = By the sport of the athlete.
transparency-by-event-gender = Women’s and men’s events
transparency-by-event-gender-note = By the events the athlete enters, as they or their team stated it.
transparency-by-newcomer = New athletes
transparency-by-newcomer-note = Their first film is less than two weeks old.
transparency-sports-rest = { $count } other sports
transparency-olympic = Olympic sports
transparency-paralympic = Paralympic sports
transparency-settled = Here for longer
transparency-new = New
transparency-show-figures = Show figures
transparency-group = Group
transparency-of-athletes = Of athletes
transparency-of-attention = Of attention
transparency-no-attention = Nothing has been shown to anyone lately, so there is nothing to compare yet.
transparency-sex = We do not record whether an athlete is a woman or a man, so we cannot show it. It comes with the roster.
transparency-days = The last days
transparency-day = Day (UTC)
transparency-pages = Pages served
transparency-shown = Athletes shown
transparency-manifests = The rules, and every change
transparency-manifests-what = All numbers of the feed stand in one file, the manifest. Every page's receipt names it, and no change goes without an entry here.
transparency-manifests-none = No manifest has been announced yet.
transparency-manifest = Manifest
transparency-manifest-first = The first manifest.
transparency-manifest-same = The same numbers as before.
transparency-changed = { $name }: { $change }
transparency-added = { $name } is new: { $after }
transparency-taken = { $name } is gone; it was { $before }
transparency-restrictions = Restricted accounts
transparency-restrictions-what = Since the start, { $restricted ->
    [one] one account was
   *[other] { $restricted } accounts were
 } kept out of recommendations for breaking the rules, and { $restored ->
    [one] one was let back in
   *[other] { $restored } were let back in
 }.
transparency-check = Check it yourself
transparency-check-what = This command needs only our public key. It checks our signatures, that nothing in our log was changed or taken out, and then works Discover out again and compares. Keep the key from elsewhere than this page, and add --state FILE so that it remembers what it saw.
transparency-key = Public key
transparency-head = Signed log
transparency-head-what = { $size ->
    [one] One entry, signed
   *[other] { $size } entries, signed
 }
transparency-link-key = Key
transparency-link-head = Signed head
transparency-link-entries = Entries
transparency-link-log = Public log
nav-transparency = Is it fair?

boost-title = Lifts
boost-lead = Put a film of your team higher for a while. Everyone sees who did it and why, on the film and on the page “Is it fair?”, and it stays in the public log for good.
boost-new = Lift a film
boost-film = Film
boost-film-help = The address of its page, or its number
boost-why = Why
boost-why-help = Everyone reads this: “Opening ceremony”
boost-why-cy = The same in Welsh
boost-why-cy-help = If you have it
boost-lift = How much
boost-lift-1000 = A little (1 point)
boost-lift-3000 = Clearly (3 points)
boost-lift-10000 = Before everyone's first film (10 points)
boost-hours = For how long
boost-hours-1 = 1 hour
boost-hours-3 = 3 hours
boost-hours-6 = 6 hours
boost-hours-24 = 1 day
boost-hours-72 = 3 days
boost-hours-168 = 1 week
boost-hours-336 = 2 weeks
boost-start = Lift it
boost-by = By
boost-points = Points
boost-from = From
boost-until = Until
boost-ended = Ended
boost-state = State
boost-state-running = Running
boost-state-over = Over
boost-end = End now
boost-list = All lifts
boost-empty = Nothing has been lifted yet
boost-empty-what = When you lift a film, it stands here with who, why and until when.
boost-done-started = The film is lifted. Everyone can see it.
boost-done-ended = The lift has ended.
boost-tag = Lifted
boost-label = Lifted by the team: { $why }, until { $until }

fault-boost-lift-range = A lift is between 0.25 and 10 points.
fault-boost-until-range = A lift lasts between five minutes and two weeks.
fault-boost-film-unknown = Give the address of a film's page here, or its number.
fault-number-range = This has to be a whole number from 0.
conflict-boost-not-public = Only a published film that everyone may see can be lifted.
conflict-boost-running = This film is lifted already. End that lift first.
conflict-boosts-many = Ten films are lifted already. End one of those lifts first.
conflict-boost-over = This lift is over already.
