### The account of an organisation itself: made by its administrators, taken up by those who may publish as the team.

team-account-title = Team account
team-account-lead = Films of the team itself stand under its own name. Nobody signs in to this account: administrators, press officers, and those whom an agreement lets publish as the team post through it, each recorded by name here and shown to nobody else.
team-account-new = Make the team account
team-account-said = What is said of it
team-account-handle-help = The team’s handle here, such as @team_albany. It stays.
team-account-bio = About the team
team-account-bio-help = A few sentences for its page.
team-account-make = Make it
team-account-save = Save
team-account-post-as = Post as { $name }
team-account-suspended = Moderators have suspended this account. Nobody posts as it until they let it back in.
team-account-record = Who posted as the team
team-account-record-what = Each act, by whom, of which organisation, and when. It cannot be changed.
team-account-give-up = Give the account up
team-account-give-up-what = Its page and everything posted as the team go, at once and for good, and its handle stays taken. You can make another account afterwards.
team-account-give-up-handle = Type the account’s handle
fault-team-account-retype = Type the handle of the team’s account, exactly as it is.
team-account-partner = { $team }, by an agreement
team-account-teams = Teams that you may post as
team-account-teams-what = Films that you post so stand under the team’s name. Its administrators see that it was you; readers do not.
team-account-draft = The team has not published this film. You see it because you may post as the team.
notification-team-held-back = A film of { $team } did not go out: whoever scheduled it may not post as the team any more. It is a draft now.
notification-team-suspended = Moderators have suspended the account of { $team }. Nobody posts as it until they let it back in.
notification-team-taken-down = Moderators took a film of { $team } away
team-account-own = The team’s own page

acting-hand-team = For the team
acting-bar-team = You post as { $name }
acting-now-team = You post as { $name }. Everything you do is recorded as yours, and its administrators see it. This is what you may do:

about-role-team = Team
role-team = Team

conflict-team-account-there = This organisation has its team account already. Look at the page again.
conflict-role-team = A team’s account is nobody’s own: it has no password and no other role. Its organisation makes it and keeps it, on the organisation’s page.
conflict-acting-team-rests = You cannot post as this team at the moment: its account is suspended, or one of you has blocked the other.
conflict-team-suspended = The team’s account is suspended. It can be given up once the moderators have lifted that.
