//! What the other party of an agreement is told: a notification that leads to the agreement, and a letter to whoever has an address.

use grandstand_domain::{
    account::Actor,
    id::{NotificationId, OrganisationId},
    notification::NotificationKind,
    permit::Act,
};
use grandstand_store::{self as store, WriteTx, agreement::StoredAgreement, notification::NewNotification};

use crate::{
    ctx::Ctx,
    error::AppError,
    mail::{self, Letter},
    notification, permit,
};

/// What a party did, of which the other is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Offered,
    Accepted,
    /// Also declined, or taken back.
    Ended,
}

impl Step {
    /// The kind of its notification, and the key of its letter.
    fn told(self) -> (NotificationKind, &'static str) {
        match self {
            Self::Offered => (NotificationKind::AgreementOffered, "agreement-mail-offered"),
            Self::Accepted => (NotificationKind::AgreementAccepted, "agreement-mail-accepted"),
            Self::Ended => (NotificationKind::AgreementEnded, "agreement-mail-ended"),
        }
    }
}

/// Tells those who manage the other party what `by` did, each once; never whoever did it themselves.
pub(super) async fn tell(
    ctx: &Ctx,
    tx: &mut WriteTx,
    step: Step,
    about: &StoredAgreement,
    by: OrganisationId,
    actor: &Actor,
) -> Result<(), AppError> {
    let Some(whom) = about.agreement.parties.into_iter().find(|party| *party != by) else { return Ok(()) };
    let (kind, key) = step.told();
    let team = store::organisation::get(tx, by).await?.ok_or(AppError::NotFound)?.name;
    let values = [
        ("team", team),
        ("title", about.agreement.title.clone()),
        ("page", format!("{}/staff/agreements/{}", ctx.settings.public_url, about.id)),
    ];
    for person in permit::people(tx, whom, Act::ManageMembers).await? {
        if person.id == actor.account {
            continue;
        }
        let new = NewNotification {
            id: NotificationId(ctx.id()),
            account: person.id,
            kind,
            // The organisation tells it; a block between two people keeps nobody from it.
            actor: None,
            post: None,
            comment: None,
            dedupe: Some(format!("{}:{}:{}", kind.as_str(), about.id, person.id)),
        };
        notification::tell(ctx, tx, &new).await?;
        store::notification::about_agreement(tx, new.id, about.id).await?;
        let letter = Letter {
            kind: key,
            subject: ctx.words(&person.language, key, &values),
            text: ctx.words(&person.language, &format!("{key}-text"), &values),
            calendar: None,
        };
        mail::send(ctx, tx, person.id, letter).await?;
    }
    Ok(())
}
