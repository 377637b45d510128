### Organisations: who works for one, its agreements with others, and all that anyone may do for it.

organisation-title = Organisations
organisation-lead = Who works for each, what it has agreed with others, and who may do what.
organisation-empty = No organisation yet
organisation-empty-what = Make one below: a committee, a federation or a partner.
organisation-new = Make an organisation
organisation-slug = Short name
organisation-slug-help = It stands in addresses and stays: a–z, 0–9 and -.
organisation-name = Name
organisation-kind = Kind
organisation-kind-noc = National Olympic committee
organisation-kind-npc = National Paralympic committee
organisation-kind-federation = Federation
organisation-kind-partner = Partner
organisation-noc = Code
organisation-noc-help = Three capitals, as in results.
organisation-colour = Colour
organisation-colour-help = Such as #0d3b8c. Left empty, the colour of this host.
organisation-make = Make it

membership-title = Members
membership-table = Table of members
membership-what = Roles hold at once and stop at once. Staff accounts of the organisation are administrators without standing here.
membership-who = Person
membership-role = Role
membership-since = Since
membership-until = Until
membership-ended = ended
membership-end = End
membership-end-name = End: { $name }, { $role }
membership-handle-help = Of an account here.
membership-last-day = Last day
membership-last-day-help = Left empty, it has no end. Days end at midnight UTC.
membership-give = Give the role
membership-roles = What each role may do
membership-role-administrator = Administrator
membership-role-programme = Programme staff
membership-role-coach = Coach
membership-role-moderator = Moderator
membership-role-welfare = Welfare officer
membership-role-press = Press officer
membership-role-viewer = Viewer
fault-membership-role = There is no such role.
fault-membership-nobody = Nobody here has this name.
fault-membership-over = That day is over.
fault-permit-act = There is no such act.

permit-manage-members = manage members and agreements
permit-see-roster = see rosters and timetables
permit-run-programme = run rosters and timetables
permit-host-accounts = invite athletes to accounts
permit-run-workshops = run workshops
permit-review-drafts = review drafts
permit-run-spaces = run spaces
permit-use-spaces = use spaces
permit-see-figures = see figures
permit-act-for-athletes = act for athletes who agree
permit-publish-as-team = publish as team

agreement-title = Agreements
agreement-table = Table of agreements
agreement-what = What this organisation and another let each other’s people do. Both must say yes; either ends it at once.
agreement-about = About
agreement-party = With
agreement-state = Stands
agreement-state-draft = Draft
agreement-state-offered = Offered
agreement-state-agreed = Agreed, begins later
agreement-state-in-force = In force
agreement-state-ended = Ended
agreement-from = From
agreement-until = Until
agreement-first-day = First day
agreement-new = Write an agreement
agreement-draft = An agreement
agreement-draft-what = Nobody else sees a draft. Once it is offered it cannot be changed, only taken back. Days begin and end at midnight UTC.
agreement-ours = Our people may, with what is theirs
agreement-theirs = Their people may, with what is ours
agreement-nothing = nothing
agreement-save = Save the draft
agreement-offer = Offer it
agreement-offer-what = Save first what you changed. The other party then sees the agreement and accepts or declines.
agreement-discard = Discard
agreement-with = With { $team }
agreement-rule = People may do under it what they may do for their own organisation, and nothing more.
agreement-history = What happened
agreement-written = Written by { $team }
agreement-offered = Offered by { $team }
agreement-accepted = Accepted by { $team }
agreement-ended = Ended by { $team }
agreement-declined = Declined or taken back by { $team }
agreement-renews = Follows
agreement-before = the agreement before
agreement-accept = Accept
agreement-decline = Decline
agreement-take-back = Take it back
agreement-renew = Write one that follows
agreement-end = End it now
agreement-end-sure = What it lets people do stops at once. End it?

notification-agreement-offered = { $team } offers your organisation an agreement: { $title }
notification-agreement-accepted = { $team } has accepted the agreement { $title }
notification-agreement-ended = { $team } has ended, declined or taken back the agreement { $title }
agreement-mail-offered = { $team } offers an agreement: { $title }
agreement-mail-offered-text =
    { $team } offers your organisation an agreement.

    { $title }

    Read it, and accept or decline: { $page }
agreement-mail-accepted = { $team } accepts: { $title }
agreement-mail-accepted-text =
    { $team } has accepted the agreement with your organisation. It holds from its first day on.

    { $title }

    Look at it: { $page }
agreement-mail-ended = { $team } has ended: { $title }
agreement-mail-ended-text =
    { $team } has ended the agreement with your organisation, or has declined it or taken it back. What it let people do has stopped; what was made under it stays.

    { $title }

    Look at it: { $page }

fault-agreement-itself = An agreement has two parties.
fault-agreement-party = Choose the other party.
fault-agreement-terms = Say at least one thing that someone may do.
fault-agreement-ends-before = The last day comes before the first.
conflict-agreement-passed = It does not stand as it did: look at it again.
conflict-agreement-over = Its last day is over. Change the days first.

access-title = Who may do what
access-lead = Everything that anyone may do for this organisation now, why, and until when. What is not here, nobody may.
access-who = Who
access-source = Why
access-acts = What
access-operator = Runs this host
access-staff = Staff account of the organisation
access-roster = Has claimed a place on a roster
access-athletes = { $count ->
    [one] One athlete
   *[other] { $count } athletes
}
access-people-of = Those of { $team } who may do it there
access-agreement = Agreement: { $title }
