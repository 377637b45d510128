# How the feed works: the page is made from the manifest in force. Each number of it has its sentence here.

how-title = How the feed works
how-description = Every number that decides what you are shown, as it is in force right now.
how-lead = This page is made from the file that the feed runs by, so it cannot say anything else than what the feed does. A change of a single number changes the file’s fingerprint, is written into the public log and stands on every receipt.
how-following = Following
how-following-what = The newest films of those you follow come first. There are no other rules.
how-discover = Discover
how-discover-what = Everyone gets the same order, whether signed in or not, and nothing of you goes into it. Each athlete’s newest film takes part in the first turn, their second newest in the second turn, and so on. Within a turn, what is recent and applauded comes first, and athletes who have had little attention come earlier.
how-for-you = For you
how-for-you-what = For adults who turn it on. Films are gathered from whom you follow, from what goes together with what you watched, from what is watched just now, and from athletes who have had the least attention. Each is scored, the order is mixed so that no athlete or sport takes over, and places are kept for newcomers.
how-weight = How much an account counts
how-weight-what = A new account’s cheer moves little. The weight grows with the account’s age and with the films it has watched, and many light accounts on one film at once weigh little together.
how-applause = Applause
how-applause-what = What people do with a film is added up, damped, and fades.
how-exposure = Fair attention
how-exposure-what = The first place on a page gives an athlete one point of attention, the third half a point, and so on: 1 ÷ log2(place + 1). Whoever has had less than a stated share of the mean is lifted.
how-model = What For you learns
how-model-what = It counts which films are watched by the same people, what is watched just now, and what people do with a film once they see it. The numbers below say how.
how-fingerprint = Fingerprint of the file
how-file = The file itself
how-number = What
how-value = Value
how-check = Check it yourself
how-check-what = Every page comes with a signed receipt that names this file and the place in the log. Anyone can compute Discover again from the public log.
how-check-link = Transparency

unit-days = { $n ->
    [one] one day
   *[other] { $n } days
}
unit-hours = { $n ->
    [one] one hour
   *[other] { $n } hours
}
unit-minutes = { $n ->
    [one] one minute
   *[other] { $n } minutes
}
unit-seconds = { $n ->
    [one] one second
   *[other] { $n } seconds
}

manifest-engine = Version of the engine these numbers are for

manifest-weight-settled_age_ms = Age from which an account counts in full
manifest-weight-settled_films = Films watched from which an account counts in full
manifest-weight-steps = The weights that an account can have, in thousandths
manifest-weight-anonymous = What an act without an account counts, in thousandths
manifest-weight-light = Accounts that count less than this are light, in thousandths
manifest-weight-light_window_ms = Time in which light accounts on one film are taken together
manifest-weight-light_full = What light accounts may add together in that time in full, in thousandths
manifest-weight-light_share = Beyond that, one in so many counts

manifest-applause-watched = A film watched
manifest-applause-cheered = A cheer
manifest-applause-commented = A comment
manifest-applause-shared = A film passed on
manifest-applause-half_life_ms = Time in which applause fades to half

manifest-exposure-half_life_ms = Time in which attention fades to half
manifest-exposure-floor_share = Share of the mean attention below which an athlete is lifted

manifest-discover-turn = What each further film of the same athlete takes away
manifest-discover-recent = What a film just published gets
manifest-discover-recent_half_life_ms = Time after which half of that is left
manifest-discover-applause = The most that applause can give
manifest-discover-applause_half = Logarithm of the applause that gives half of it
manifest-discover-floor = What a film of an athlete with little attention gets
manifest-discover-newcomer_every = One place in so many is kept for a new athlete
manifest-discover-newcomer_at = Which place of those, from 0
manifest-discover-newcomer_ms = How long an athlete is new
manifest-discover-mark_ms = How often the order may move at most

manifest-for_you-session_most = The most films in one visit: then the feed ends
manifest-for_you-session_least = With fewer candidates than this, Discover fills up
manifest-for_you-followed_most = Followed athletes whose newest films are candidates
manifest-for_you-floor_most = Athletes with the least attention whose newest films are candidates
manifest-for_you-followed = What a film of someone you follow gets
manifest-for_you-wish = What “more” gives and “fewer” takes away
manifest-for_you-attention = What attention takes away, for each doubling of one plus the share of the mean
manifest-for_you-programme = What the Olympic or Paralympic programme with less attention gets
manifest-for_you-floor = What a film of an athlete with little attention gets
manifest-for_you-floor_every = One place in so many goes to an athlete with little attention
manifest-for_you-author_again = What a film of the same athlete shortly before takes away
manifest-for_you-sport_again = What a film of the same sport shortly before takes away
manifest-for_you-team_again = What a film of the same team shortly before takes away
manifest-for_you-window = How many places back those three look
manifest-for_you-newcomer_every = One place in so many is kept for a new athlete
manifest-for_you-newcomer_at = Which place of those, from 0
manifest-for_you-random_thousandths = Places drawn by lot, in thousandths
manifest-for_you-duplicate_ms = Films of one athlete published within this time …
manifest-for_you-duplicate_length_ms = … and whose lengths differ by at most this count as one

manifest-model-other = Further numbers of the model are in the file itself, each under its name.
