### E-mail that the host sends, and what operators read of it.

mail-foot = This letter comes from { $host }. Your address stands there under Settings; take it away and no more letters come.
address-mail = Is this your address? { $host }
address-mail-text = Someone, we hope you, gave this e-mail address to the account @{ $handle } on { $host }.

    If it was you, open this page and say yes:
    { $page }

    Until then no other letter comes. If it was not you, do nothing.
mail-try-subject = A letter to try out e-mail from { $host }
mail-try-cancelled = The try-out is taken back: { $host }
mail-try-event = Trying out invitations from { $host }
mail-try-text = Someone who runs { $host } is trying out its e-mail. There is nothing you need to do. The invitation is for tomorrow and can be deleted.
fault-letter-state-unknown = That is no state a letter can have.
fault-letter-fault-unknown = That is no reason for which a letter waits.
fault-calendar-method-unknown = That is nothing a calendar can be asked.

mail-none = This host sends no letters
mail-none-what = No mail server is configured, so calendar invitations and other letters wait, and are set aside after three days. Whoever keeps the server running sets host and from under [app.mail] in its configuration (docs/mail.md). Notifications on pages and phones go out all the same.
