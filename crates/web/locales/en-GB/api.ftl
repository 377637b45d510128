api-request-wrong = This request cannot be read. Look at its method, its address and what it sends.

fault-mute-self = You cannot mute yourself.
fault-list-policy-unknown = A list shows replies of whom you follow, of its members, or none.
fault-filter-context-unknown = Say where the filter holds: home, notifications, public, thread or account.
fault-filter-action-unknown = A filter warns, hides or blurs.

conflict-reblog-private = Only films that everyone may see can be passed on.
conflict-pin-foreign = Only your own films can stand first on your profile.
conflict-pins-many = At most five films can stand first on your profile.
conflict-lists-many = You have as many lists as there can be. Take one away first.
conflict-filters-many = You have as many filters as there can be. Take one away first.
conflict-tags-many = You have as many tags there as there can be. Take one away first.
conflict-request-open = The same request is still being worked on. Ask again in a moment.

conflict-comment-only = This is a comment. Only films can be cheered, passed on, kept or put first.
conflict-comment-edit = Comments cannot be changed. Take it away and write another.
conflict-thread-mute = Conversations cannot be muted here. You can mute a person or a word.
fault-status-visibility = A film is for everyone (public) or for your followers (private). Nothing was posted.
fault-status-poll = There are no polls here.
fault-status-reply-media = An answer here is a comment: words only.
fault-status-reply-later = An answer cannot be kept for later.
fault-status-film-missing = A post here is a film: send one along. An answer to a film or comment can be words alone.
fault-status-films-many = A post here has one film.
fault-status-film-making = The film is still being made. Ask for it until it has an address, then post.
fault-status-film-fixed = The film of a post stays as it is. Post another instead.
fault-moment-shape = Give the time as in 2026-07-14T18:30:00Z.
fault-focus-shape = Give the point that matters as two numbers from -1 to 1: 0.0,0.5
conflict-policy-fixed = Notifications cannot be held back here by who sends them. You can mute or block a person.
