# What cannot be done with posts, comments and journeys, and what to do instead.

conflict-comment-gone = The comment you answer is no longer there. You can write a comment of your own.
conflict-follow-self = This is your own account. There is nothing to follow.
conflict-journey-twice = You have a journey of this name already. Choose another name.
conflict-journeys-many = You have as many journeys as there can be. Take one away to begin another.
conflict-post-unpublished = This post is not published yet. Try again when it is.

fault-cursor-unknown = This page of the list does not exist. Begin at its start.
fault-day-shape = Write the day as year, month and day: 2028-07-14.
fault-digest-shape = This is not the digest of anything: 64 hexadecimal digits in lower case are asked for.
fault-feed-corrections-many = You can correct at most { $limit } topics. Take one back to add another.
fault-feed-slider-range = A slider goes from −2 to 2.
fault-feed-wish-unknown = Choose more, fewer or never.
fault-journey-unknown = Choose one of your journeys, or none.
fault-milestone-kind-unknown = Choose what this milestone marks.
fault-milestones-many = A journey has at most { $limit } milestones.
fault-post-unknown = Choose one of your posts, or none.
fault-reason-unknown = This is not a reason for which films are placed.
fault-surface-unknown = This is not a place where films are found.
fault-tag-shape = A tag is made of letters, digits and underscores, and has at least one letter.
fault-watch-range = Nobody can have watched for that long.
