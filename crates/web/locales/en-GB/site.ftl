skip-to-content = Skip to content
nav-main = Main
nav-discover = Discover
nav-following = Following
nav-upload = Upload
nav-notifications = Notifications
nav-me = Me
nav-sign-in = Sign in
nav-search = Search
nav-teams = Teams
nav-sports = Sports
nav-about = About
nav-developers = For developers
nav-more = More
nav-settings = Settings

error-401 = Sign in first
error-401-what = This needs an account. Sign in and try again.
error-403 = Not yours to change
error-403-what = Your account may not do this. If you think it should, ask your team's staff.
error-404 = Nothing here
error-404-what = This page does not exist, or is not for everyone to see. The address may have a slip in it.
error-405 = Nothing to see here
conflict-wrong-method = This address takes in what a form sends, and shows nothing. Go back to the page with the form.
error-409 = That did not go through
error-422 = Something needs another look
error-429 = A little too fast
error-429-what = { $seconds ->
    [one] Please wait a second and try again.
   *[other] Please wait { $seconds } seconds and try again.
 }
error-503 = Back in a moment
error-503-what = Something this page needs is busy. Nothing is lost; please try again in a few seconds.
error-500 = Our fault
error-500-what = Something went wrong on our side. It has been noted. Please try again.
error-reference = If you write to us, give this reference: { $reference }
error-way-home = Watch films
error-way-search = Search

conflict-form-stale = This form was open too long or belongs to another sign-in. Nothing was changed. Go back, reload the page and send it again.
conflict-form-foreign = This was sent from a page of another site, so nothing was changed. Do it from here instead.
conflict-taken = That is taken already. Choose another.

fault-id-unknown = That is not a number we gave to anything.
fault-required = Please fill this in.
fault-unseen = Nobody can see what you typed. Use letters, digits or signs that show.
fault-too-long = That is too long. The most is { $limit }.
fault-form-too-large = That is more than fits into this form.
fault-form-unreadable = The form could not be read. Go back, reload the page and send it again.

offline-title = You're offline
offline-what = No connection at the moment. What you have started is kept; it goes on when you are back.
offline-again = Try again

about-title = About Grandstand
about-lead = Grandstand is where a nation's athletes meet the people who cheer for them. It belongs to the team, not to an advertising company.
about-feed-title = A feed that ends
about-feed = Discover shows every athlete in turn and keeps no profile of you. Following shows who you follow, newest first. Both have an end, and say so.
about-data-title = What we keep
about-data = You can watch without an account. With one, we keep what you do here so that it works, and nothing about you is sent to anyone else. Your e-mail address, if you give one, is stored encrypted under a key of your own. Places and device names are removed from every film before it is shown.
about-safety-title = If something is wrong
about-safety = Every film and comment can be reported, with or without an account. You get a reference, a person looks, and you hear what was decided.
about-source-title = Open source
about-source = Anyone may read, run and improve this software under the GNU Affero General Public License, version 3 or later.

form-faults = Something needs another look
nav-unread = New:
nav-bookmarks = Saved
nav-moderation = Reports
