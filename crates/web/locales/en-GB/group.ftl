### Groups of athletes inside a roster.

groups-title = Groups
groups-what = A group is a name for some athletes of the roster, such as a relay or everyone at their first Games. Courses can be wanted of a group, and a workshop can be for a group only.
groups-none = No groups yet
groups-none-what = Name the first one below, then put athletes in.
group-new = A new group
group-name = Name of the group
group-make = Make the group
group-count = { $count ->
    [0] Nobody in it
    [one] One athlete
   *[other] { $count } athletes
}
group-workshops = { $count ->
    [one] one workshop is for it only
   *[other] { $count } workshops are for it only
}
group-members = In this group
group-empty = Nobody is in this group yet.
group-take-out = Take out whom I ticked
group-put = Put athletes in
group-by-sport = Sport
group-look = Show its athletes
group-sport-all-in = Everyone of { $sport } is in this group.
group-put-sport = { $count ->
    [one] Put the one of { $sport } in
   *[other] Put all { $count } of { $sport } in
}
group-ticks = Or only some of them
group-put-ticked = Put in whom I ticked
group-codes = Athletes' codes
group-codes-help = As they stand in the roster, pasted as you have them: lines, blanks or commas between them.
group-put-codes = Put these in
group-done-put = { $count ->
    [0] Nobody new was put in.
    [one] One athlete was put in.
   *[other] { $count } athletes were put in.
}
group-unknown-codes = Not on this roster:
group-edit = Change the name, or remove the group
group-remove = Remove the group
group-remove-what = Its athletes stay on the roster, and so does what was wanted of them.
group-only = Only for { $group }
group-everyone = Everyone
group-of = Group { $group }
workshop-group = For whom
workshop-why-group = Only for { $group }
fault-group-unknown = Choose a group of this roster.
fault-group-name-taken = There is a group of this name already.
fault-group-codes-none = None of these codes is on this roster.
conflict-groups-most = A roster has at most 100 groups. Remove one that is not used.
conflict-group-used = A workshop is for this group only. Change the workshop first.
