# Feeds, the page of one film and what stands beside it.
discover-title = Discover
discover-description = Films by the team's athletes, every athlete in turn. No profile of you, and an end.
following-title = Following
following-out = See the athletes you follow
following-out-what = Sign in, follow the athletes you care about, and their newest films wait for you here, in plain order of time.
following-none = You follow nobody yet
following-none-what = Press Follow beside an athlete and their films come here, newest first.
following-quiet = Nothing new from those you follow
following-quiet-what = Their next film shows here as soon as it is out.
following-join = Make an account
suggested-title = Athletes to follow
discover-empty = No films yet
discover-empty-what = The first film shows here as soon as an athlete posts one.
discover-empty-filter = Nothing here yet
discover-empty-filter-what = No film matches what you chose. Athletes post all the time; until then, watch everyone.
filling-title = The team is warming up
filling-what = The first films are being drawn. This page opens by itself as soon as one can be watched.
filling-again = Look again
filter-only = Only films of
filter-remove = Remove:
feed-more = More films
feed-watch-all = Watch everyone

film-title = { $name } on Grandstand
film-title-caption = { $name }: { $caption }
film-edit = Edit
film-handed = This film is not public. You see it because it was handed to you, or belongs to a course of your team.
film-description = A film by { $name }.
films-title = Films
back-to-film = Back to the film

state-draft = This is a draft
state-draft-what = Only you can see it. Publish it from its edit page when it is ready.
state-draft-course = Besides you, the people of the course see it for as long as it stands in its material. Nobody else does. Publish it from its edit page when it is ready.
state-scheduled = Scheduled
state-scheduled-what = Only you can see it until { $when }. Then it publishes by itself.
state-scheduled-course = Until { $when } you see it, and the people of the course whose material it is. Then it publishes by itself.
state-waiting = Being made ready
state-held = It will not go out
state-held-what = Whoever scheduled it may not publish for { $name } any more: their role, an agreement, or what they were let do has ended or rests. Open it with “Edit” to publish it all the same; else it becomes a draft.
state-waiting-what = It publishes by itself as soon as its first version can be watched. You can leave this page.
state-making = Better versions are being made
state-making-what = Everyone can watch it already; sharper pictures follow by themselves.
state-refused = This film could not be used
state-followers = For followers
state-followers-what = Only people who follow you can see this film.

comments-title = Comments
comments-of = Comments on a film by { $name }
comments-older = Older comments
replying-to = Replying to { $name }
replying-stop = Stop replying

share-title-page = Share a film by { $name }
share-address = Address of the film
share-how = Copy it into a message. Whoever opens it can watch without an account.
share-copy = Copy
share-embed = To put the player into a web page
share-embed-help = The player sets no cookie and tells nobody who watches.

why-title = Why this film?
why-own = It is your own film.
why-none = Grandstand keeps no profile of you. What you watch, like or look for does not change what you are shown.
why-paid = Nobody can pay for a place.
not-for-me = Not for me
hidden-now = You said this one is not for you. Press again to have it back.
report-film = Report this film

tags-title = #{ $tag }
region-title = { $region }
regions-up = Teams
tags-up = Discover
gathered-none = No films yet
gathered-none-what = The first one shows here as soon as it is out. Until then, see what everyone else is up to.
gathered-line = { $count ->
    [one] { $shown } film
   *[other] { $shown } films
 }
athletes-title = Athletes
athletes = athletes
older-films = Older films
watch-all = Watch all
suggested-tags = Tags

label-draft = Draft
label-scheduled = Scheduled
label-waiting = Being made
label-followers = Followers only
filling-count = { $done } of { $total } films
