check-title = Check at the end
check-of = Check: { $course }
check-what = A few questions that athletes answer on their phone after the workshop. Where a course has a check, the skill is theirs once they attended and passed it.
check-question = Question { $number }
check-text = What is asked
check-answer = Answer { $number }
check-answers-of = Answers of question { $number }
check-is-right = Right
check-why = Why, in one sentence
check-more = Questions left empty do not count. When you save, there is room for more, up to 30.
check-pass-at = How many must be right
check-pass-at-help = A question is right when all its right answers and no other are chosen.
check-save = Save the check
check-remove = Take the check away
check-remove-what = Who attended then holds the skill without a check.
check-done-removed = The check is gone.
check-owed = Checks to take
check-owed-what = A few questions about what you learned. Pass, and the skill is yours.
check-take = Take the check
check-rules = { $count ->
    [one] One question
   *[other] { $count } questions
 }, { $pass } must be right.
check-left = { $count ->
    [one] You have one try left today.
   *[other] You have { $count } tries left today.
 }
check-several = Choose all that are right.
check-send = Send my answers
check-passed = Passed
check-passed-before = You passed this check
check-passed-what = The skill is in your record, and you can have it in writing.
check-failed = Not yet
check-failed-what = { $pass } must be right. Read why below, then try again.
check-of-all = of
check-again = Try again
check-again-at = You can try again from { $when }.
check-tries-over = That was enough for today
check-back = Back to my programme
check-answers-title = Your answers
check-mark-right = Right
check-mark-wrong = Not right
check-line-both = your answer, right
check-line-chosen = your answer
check-line-right = right

course-own-owed = You attended. Its check is open.
record-title = Skills record
record-of = Skills record: { $course }
record-own = My skills
record-what = Everyone who attended, and whether the skill is theirs.
record-table = Table of who holds the skill
record-none = Nobody has attended yet
record-none-what = Once attendance is noted, those who were there are listed here.
record-skill = Skill
record-state-held = Held
record-state-over = No longer counts
record-state-open = Check not passed
record-since = since { $since }
record-span = since { $since }, counts until { $until }

certificate-title = Certificate
certificate-get = Certificate
certificate-revoke = Take back
certificate-restore = Let it count again
certificate-revoked = Taken back
certificate-of = Certificate: { $course }, { $name }
certificate-holds = attended and holds the skill
certificate-since = Since
certificate-until = Counts until
certificate-for-ever = for good
certificate-games = Programme
certificate-by = Given by
certificate-check-here = Check that it is real:
certificate-picture = The address of this certificate as a QR code
certificate-check-title = Check a certificate
certificate-check-what = Only who has the code of a certificate sees what stands in it.
certificate-check-act = Check
certificate-code = Code of the certificate
certificate-real = This certificate is real
certificate-over = This certificate is real, but no longer counts
certificate-revoked-title = Taken back
certificate-revoked-what = This certificate was given out, and does not hold any more.
certificate-unknown-title = No certificate has this code
certificate-unknown-what = Compare the twelve signs with those on the paper.

fault-check-questions-most = A check has 30 questions at most.
fault-check-questions-none = Write at least one question.
fault-check-answers = Give two to six answers.
fault-check-right = Tick at least one right answer.
fault-check-pass = Between 1 and { $limit }.
fault-check-unanswered = Choose an answer.
conflict-check-changed = The questions have changed meanwhile. Please answer the new ones.
conflict-check-passed = You passed this check.
conflict-check-tries = Five tries a day are enough. Try again tomorrow.
conflict-certificate-none = There is no certificate, since the skill is not held now.
conflict-certificate-revoked = This certificate was taken back. Your team can tell you why.

material-title = Material
material-of = Material: { $course }
material-what = Files and films that the athletes of your team find beside the course. Nobody else can open them.
material-none = No material yet
material-none-what = Add slides, a sheet or captions as a file, or a film that is posted here.
material-name = What it is called
material-file = File
material-file-help = PDF, PNG, JPEG, WebP, WebVTT or plain text, at most 50 MB.
material-add-file = Add a file
material-add-film = Add a film
material-post = Address of the post
material-post-help = Such as /p/123: a public post on this host, or a draft of your own.
material-film-kinds = For everyone, or for the course only
material-film-public = A public post is there for everyone, and beside the course too.
material-film-course = A draft of yours is for the course only: those who find this material can play it as long as it stands here, and nobody else. Bring the film in and keep it as a draft, then give its address here.
material-film-upload = Bring in a film
material-up = Up
material-down = Down
material-remove = Remove
material-is-film = Film
material-is-film-only = Film, for the people of the course only
material-is-file = { $kind }, { $size } MB
fault-material-kind-unknown = This is not known.
fault-material-file-kind = This is none of the kinds of files that can be added.
fault-material-file-large = The file is larger than 50 MB.
fault-material-post-unknown = There is no public post and no draft of yours at this address.
fault-material-post-again = This film is among the material of the course already.
fault-material-elsewhere = This address is not of this host, so it is not a film of ours. Put it into the field “Material” of the course instead.
conflict-material-most = A course has 50 pieces of material at most. Remove one first.

reach-title = Did it help?
reach-what = If you agree, your team counts how often your public posts were watched in the four weeks before and after your first workshop of a course. Nobody sees your number: it is shown only as the middle of at least ten athletes, and you can take this back at any time.
reach-on = You agree
reach-off = Not counted
reach-agree = I agree
reach-take-back = Take it back

results-title = Results
results-choose = Results of which Games?
results-all = Everyone
results-olympic = Olympic
results-paralympic = Paralympic
results-no-sport = No sport
results-file = As CSV
results-of-athletes = { $count ->
    [one] of one athlete
   *[other] of { $count } athletes
 }
results-missed-count = { $count } missed
results-passed-count = { $count } checks passed
results-by-course = By course
results-course-table = Table of courses
results-by-group = By sport
results-group-table = Table of sports
results-group = Who
results-athletes = Athletes
results-attended = Attended
results-seats-attended = Seats attended
results-missed = Missed
results-waiting = Waiting
results-passed = Checks passed
results-skills = Skills held
results-held-back = Fewer than { $least }, or told by a difference
results-reach = Reach before and after
results-reach-what = The middle of how often an athlete’s public posts were watched in the 28 days before and the 28 days after the day of their first workshop of a course. Only of athletes who agree, only of { $least } or more together, and never so that a difference would tell of fewer. Other things change in these weeks too: this shows what came after, not what caused it.
results-agreed = { $count ->
    [one] One athlete agrees.
   *[other] { $count } athletes agree.
 }
results-reach-none = Nothing to show yet
results-reach-none-what = It takes { $least } athletes who agree, and four weeks after their workshop.
results-reach-table = Table of reach: { $course }
results-before = Views before
results-after = Views after
results-picture = Before and after
results-held-count = { $count ->
    [one] One line is held back, since it would tell of fewer than { $least } athletes.
   *[other] { $count } lines are held back, since they would tell of fewer than { $least } athletes.
 }
