# The page of an athlete.
athlete-description = Films and journeys of { $name } on Grandstand.
athlete-line = { $sport } · { $team }
followers-word = { $count ->
    [one] follower
   *[other] followers
 }
tab-films = Films
tab-journeys = Journeys
tab-about = About
athlete-no-films = No films yet
athlete-no-films-what = The first one shows here as soon as it is out. Follow, and it comes to you.
athlete-no-journeys = No journeys yet
athlete-no-journeys-what = A journey tells the way to a Games, step by step.
about-role = Role
about-team = Team
about-sport = Sport
about-region = Region
about-joined = Here since
about-films = Films
about-role-supporter = Supporter
about-role-athlete = Athlete
about-role-staff = Team staff
about-role-moderator = Moderator
about-role-operator = Operator
own-films = My films
own-edit = Edit profile
more-acts = More
report-person = Report this account
block = Block
unblock = Unblock
block-sure = Block this account? You will not see each other's films and comments.
feed-atom = Films as an Atom feed
feed-atom-title = Films by { $name }
