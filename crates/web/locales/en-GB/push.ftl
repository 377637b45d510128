push-together = { $count } new notifications

fault-push-endpoint = This address is none of a push service on the public internet.
fault-push-keys = These keys cannot be read. They are a point on P-256 and 16 bytes, in base64.
fault-push-policy-unknown = Say whose acts: all, followed, follower or none.
fault-push-alert-unknown = There is nothing of that kind to be told of.
fault-time-zone-unknown = This time zone is not known here. Give its name, such as Europe/London, or what it is ahead of UTC, such as +02:00.
fault-quiet-shape = Give the time as in 22:30.
fault-quiet-empty = Begin and end are the same. Choose two times.
conflict-push-nowhere = This server sends no notifications to devices.
conflict-push-many = You have as many devices there as there can be. Take one away in Settings, under Notifications.
conflict-streams-off = Apps are not told at once in this account. You can turn it on in Settings, under Notifications.
