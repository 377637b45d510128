# For you, what the feed knows, and how it works.

nav-for-you = For you
feed-tabs = Feeds
for-you-title = For you
for-you-description = Films chosen by what you watch. Only for those who ask for it, and you can see and change all of it.

for-you-invite = A feed that gets to know you, if you like
for-you-invite-what = Discover shows everyone the same. For you learns from the films that you watch. It is off until you turn it on.
for-you-uses = What it uses
for-you-uses-watched = which films you watched, and for how long
for-you-uses-acts = whom you follow, and what you cheered, commented on, passed on or said is not for you
for-you-uses-said = what you tell it: more of this, fewer of that
for-you-not = What it never uses
for-you-not-else = your name, e-mail address, contacts, device, or where you are
for-you-not-outside = anything you do outside Grandstand
for-you-not-sold = nothing is sold, and nobody can pay for a place
for-you-control = You stay in charge
for-you-control-see = You see everything it knows, film by film, and can have any of it forgotten.
for-you-control-why = Every film says why it is there, in numbers that add up.
for-you-control-off = Turn it off at any time. What it learned of you is gone at once.
for-you-adult = I am 18 or older
for-you-adult-help = For you is for adults. Under 18, nothing is learned from what you watch.
for-you-turn-on = Turn For you on
for-you-sign-in = Sign in to turn it on
for-you-minor = For you is for people of 18 and older. Discover and Following are yours, and nothing is learned from what you watch.
for-you-empty = Nothing new for you right now
for-you-empty-what = You have seen what fits. New films come in all the time; Discover has the rest.
for-you-seen-show = Show films I have seen

settings-feed = Your feed
feed-choice-on = For you is on
feed-choice-on-what = It learns from what you watch. Move a slider and see below what would come next.
feed-choice-off-act = Turn it off
feed-choice-off-what = What it learned of you is gone at once. Whom you follow and what you cheered stays.
feed-slider-relevant = Order
feed-slider-relevant-low = newest first
feed-slider-relevant-high = most relevant first
feed-slider-unfamiliar = Athletes
feed-slider-unfamiliar-low = ones I know
feed-slider-unfamiliar-high = ones new to me
feed-slider-all_sports = Sports
feed-slider-all_sports-low = my sports
feed-slider-all_sports-high = all sports
feed-slider-middle = in the middle
feed-slider-step = { $end }, { $step } of 2
feed-next = What comes next
feed-next-none = Nothing is waiting: you have seen what fits.
feed-save = Keep this
feed-wishes = What you asked for
feed-wishes-none = You have not asked for more or fewer of anything. You can, on any film under “Why this?”, or with what it knows.
feed-profile-link = See everything it knows

wish-more = More
wish-fewer = Fewer
wish-never = Never
wish-forget = As usual
wish-more-of = More of { $topic }
wish-fewer-of = Fewer of { $topic }
wish-never-of = Never { $topic }
wish-usual-of = { $topic } as usual
wish-is-more = more
wish-is-fewer = fewer
wish-is-never = never

feed-profile-title = What the feed knows about you
feed-profile-what = This is all that For you goes by. Take away what you do not want it to use.
feed-profile-off = For you is off. Nothing is learned from what you watch.
feed-profile-seen = { $count ->
    [one] One film you have seen: it does not come back unless you ask.
   *[other] { $count } films you have seen: they do not come back unless you ask.
}
feed-profile-films = Films you watched
feed-profile-films-none = None yet. Watch a film to its end and it stands here.
feed-profile-sports = Sports
feed-profile-athletes = Athletes
feed-profile-tags = Tags
feed-profile-share = { $percent } %
feed-profile-watched = { $count ->
    [one] one film
   *[other] { $count } films
}
feed-forget = Forget
feed-forget-film = Forget that I watched { $title }
feed-forget-all = Forget everything
feed-forget-all-what = All films you watched and everything learned from them. It begins anew with the next film.

done-feed-on = For you is on. It begins to learn with the next film you watch.
done-feed-off = For you is off. What it learned of you is gone.
done-feed-saved = Kept.
done-feed-wish = Kept. It acts on the next page.
done-feed-forgotten = Forgotten.
done-feed-forgotten-all = Everything is forgotten.

why-for-you = It stands here because of what you watched and chose. These contributions add up to its score.
why-discover = Discover knows nothing of you. These contributions add up to its score; everyone gets the same order.
why-following = You follow { $name }. Following shows the newest first and nothing else.
why-what = What for
why-points = Points
why-sum = Score
why-boosted = Lifted by the team: { $why }
why-slot-newcomer = This place is kept for athletes who are new here.
why-slot-floor = This place is kept for an athlete who had less than a quarter of the usual attention today.
why-slot-random = Chance put it here: about one film in seventy is drawn by lot, so that the feed can learn what its scores cannot tell. The odds were { $odds }.
why-not-now = It is not on your next pages just now, so there is no score to show.
why-receipt = Keep the receipt of this page
why-how = How the feed works
why-more-choices = Choose for yourself

reason-co_visited = People who watched what you watched also watched it
reason-co_shown = It is often shown beside what you were shown
reason-popular = Much watched just now
reason-quality = Most of those who see it watch it
reason-fresh = It is new
reason-sport = You watch this sport
reason-topic = You watch its tags
reason-author = You watch this athlete
reason-length = You watch films of this length
reason-predicted = What you are likely to do with it, against the usual
reason-turn = Its turn: an athlete’s newest film goes first, the next one later
reason-recent = Published lately
reason-applause = Watched, cheered, commented on and passed on, damped
reason-followed = You follow the athlete
reason-more = You asked for more of this
reason-fewer = You asked for fewer of this
reason-attention = How much attention the athlete has had today
reason-programme = How much attention their programme, Olympic or Paralympic, has had today
reason-floor = The athlete has had less than a quarter of the usual attention today
reason-author_again = Another film of the same athlete is close by
reason-sport_again = Films of the same sport are close by
reason-team_again = Films of the same team are close by
reason-boost = Lifted by the team, for all to see

conflict-for-you-adults = For you is for people of 18 and older. Say in your settings that you are, if that is so.
fault-age-band-unknown = Choose one of the answers.
conflict-for-you-off = For you is off. Turn it on in your settings to ask for it.
fault-receipt-unreadable = This is not a receipt of a page.
conflict-receipt-manifest = The receipt names numbers of the feed that this host has never worked by, or those of another version of the program.
conflict-receipt-viewer = The receipt is of a viewer who has no account here.
conflict-receipt-ahead = The receipt is of a later time than the log here: give the database it was served from.
