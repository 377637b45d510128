act-cheer = Cheer
act-cheers = Cheers:
act-comments = comments
act-share = Share
act-save = Save
act-why = Why this?
act-report = Report
act-follow = Follow
act-following = Following

feed-end = You're up to date
feed-end-count =
    { $count ->
        [one] That was one film, and everything new.
       *[other] Those were { $count } films, and everything new.
    }
feed-end-what = Come back later, or follow a journey from its start.

journey-milestones = Milestones

comment-label = Your comment
comment-placeholder = Say something kind
comment-send = Send
comment-reply = Reply
comment-remove = Remove
comment-remove-sure = Remove this comment? It cannot be brought back.
comment-removed = This comment was removed.
comment-sign-in = Sign in to say something.
comment-closed = Comments are closed here.
comments-none = Nothing said yet. Be the first.
