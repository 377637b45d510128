# Teams.
teams-title = Teams
teams-description = The teams on this Grandstand, and their athletes.
teams-none = No teams yet
teams-none-what = The programme office adds the first one.
team-open = All of { $name }
team-description = { $name }: athletes, films and the way to the Games.
team-line = { $athletes ->
    [one] 1 athlete
   *[other] { $athletes } athletes
 } · { $sports ->
    [one] 1 sport
   *[other] { $sports } sports
 }
kind-noc = Olympic team
kind-npc = Paralympic team
kind-federation = Federation
kind-partner = Partner
watch-team = Watch the team
latest-title = Latest films
team-regions = Cheers by home region
team-regions-what = Cheers for the team's latest films, counted for the region the athlete comes from.
roster-title = Roster
roster-none = Nobody has joined yet.
roster-other = Team
