//! The capture station: staff open one in a space; it shows a code; an athlete reads it on their own phone and agrees; the
//! station then may send one clip for them, for a day; and that becomes their draft only by their word on their phone.
//!
//! A station is known by its secret alone, of which only the hash is kept. What it may do for an athlete is the row of the
//! clip: one upload, of this station, until it expires, is revoked, or the station ends.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use grandstand_domain::{
    account::Actor,
    booking,
    capture::{CODE_FOR, CaptureState, GRANT_FOR, WORD_FOR},
    id::{CaptureId, MediaId, NotificationId, PostId, SpaceId, StationId},
    notification::NotificationKind,
    time::UnixMillis,
};
use grandstand_store::{
    self as store, ReadTx, StoreError,
    capture::{Capture, Step},
    notification::NewNotification,
    space::Space,
    station::Station,
};

use crate::{
    ctx::Ctx,
    error::AppError,
    notification,
    post::{self, NewPost, When},
    session, space, upload,
    views::Film,
};

/// Opens a station in a space and gives its secret, which is shown once.
pub async fn open(ctx: &Ctx, actor: &Actor, at: SpaceId) -> Result<String, AppError> {
    let secret = BASE64_URL_SAFE_NO_PAD.encode(ctx.random::<32>());
    let mut tx = ctx.begin_write().await?;
    space::run_by(&mut tx, actor, at).await?;
    let station = Station { id: StationId(ctx.id()), space: at, created_at: tx.now() };
    let by = Some(actor.account).filter(|by| by.0 != 0);
    store::station::insert(&mut tx, &station, &session::hash(&secret), by).await?;
    ctx.commit(tx).await?;
    Ok(secret)
}

/// Ends a station: whatever it has not sent yet stays unsent.
pub async fn end(ctx: &Ctx, actor: &Actor, id: StationId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let station = store::station::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    space::run_by(&mut tx, actor, station.space).await?;
    store::station::end(&mut tx, id).await?;
    ctx.commit(tx).await.map(drop)
}

/// The station of a secret and the space it stands in.
pub async fn station(tx: &mut ReadTx, secret: &str) -> Result<(Station, Space), AppError> {
    let station = store::station::by_secret(tx, &session::hash(secret)).await?.ok_or(AppError::NotFound)?;
    let space = store::space::get(tx, station.space).await?.ok_or(AppError::NotFound)?;
    Ok((station, space))
}

/// The clip whose code a station shows: the one it shows already, or a new one.
pub async fn show_code(ctx: &Ctx, secret: &str) -> Result<Capture, AppError> {
    let mut tx = ctx.begin_write().await?;
    let (station, _) = station(&mut tx, secret).await?;
    let now = tx.now();
    if let Some(shown) = store::capture::shown_at(&mut tx, station.id, now).await? {
        if shown.expires_at.since(now) > CODE_FOR / 5 {
            return Ok(shown);
        }
        // Whoever read it a moment ago is told so, rather than agree to what no station shows any more.
        let over = store::capture::change(&mut tx, &shown, CaptureState::Dropped, now, Step::default()).await;
        moved(over)?;
    }
    let made = Capture {
        id: CaptureId(ctx.id()),
        station: station.id,
        code: booking::code(ctx.random()),
        account: None,
        state: CaptureState::Shown,
        upload: None,
        media: None,
        post: None,
        expires_at: now.plus(CODE_FOR),
    };
    store::capture::insert(&mut tx, &made).await?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// How a clip of a station's stands, with the first name of whose it is.
pub async fn at_station(ctx: &Ctx, secret: &str, id: CaptureId) -> Result<(Capture, String), AppError> {
    let mut tx = ctx.begin_read().await?;
    let (station, _) = station(&mut tx, secret).await?;
    let found = store::capture::get(&mut tx, id).await?.filter(|c| c.station == station.id);
    let found = found.ok_or(AppError::NotFound)?;
    let name = match found.account {
        Some(account) => store::account::get(&mut tx, account).await?.map(|a| a.display_name).unwrap_or_default(),
        None => String::new(),
    };
    Ok((found, name.split_whitespace().next().unwrap_or_default().to_owned()))
}

/// The clip of a code that a phone read, with the space where its station stands.
///
/// # Errors
/// `Conflict` for a code that is none, any more or for this person.
pub async fn by_code(ctx: &Ctx, actor: &Actor, typed: &str) -> Result<(Capture, Space), AppError> {
    let mut tx = ctx.begin_read().await?;
    coded(&mut tx, actor, typed, ctx.now()).await
}

async fn coded(tx: &mut ReadTx, actor: &Actor, typed: &str, now: UnixMillis) -> Result<(Capture, Space), AppError> {
    let none = || AppError::Conflict("capture-code");
    let found = store::capture::by_code(tx, &booking::read_code(typed)).await?.ok_or_else(none)?;
    let is_new = found.state == CaptureState::Shown && found.expires_at > now;
    if !is_new && found.account != Some(actor.account) {
        return Err(none());
    }
    let station = store::station::get(tx, found.station).await?.ok_or_else(none)?;
    let space = store::space::get(tx, station.space).await?.ok_or_else(none)?;
    Ok((found, space))
}

/// Agrees to be recorded: the station may send one clip for the actor, for a day.
pub async fn agree(ctx: &Ctx, actor: &Actor, typed: &str) -> Result<CaptureId, AppError> {
    let mut tx = ctx.begin_write().await?;
    let now = tx.now();
    let (found, space) = coded(&mut tx, actor, typed, now).await?;
    let (_, uses) = space::rights(&mut tx, actor, space.organisation).await?;
    if !uses || !actor.role.may_post() {
        return Err(AppError::Forbidden);
    }
    if found.state == CaptureState::Shown {
        let step = Step { account: Some(actor.account), ..Step::default() };
        moved(store::capture::change(&mut tx, &found, CaptureState::Agreed, now.plus(GRANT_FOR), step).await)?;
        ctx.commit(tx).await?;
    }
    Ok(found.id)
}

/// Who a station may send a clip for: its athlete, as long as what they agreed to holds. With an upload, only for that one;
/// without, until one has arrived.
pub async fn granted(ctx: &Ctx, secret: &str, id: CaptureId, upload: Option<&str>) -> Result<Actor, AppError> {
    let mut tx = ctx.begin_read().await?;
    let (station, _) = station(&mut tx, secret).await?;
    let found = store::capture::get(&mut tx, id).await?.filter(|c| c.station == station.id);
    let found = found.ok_or(AppError::NotFound)?;
    // What has arrived may be asked after once more: the answer to the last bytes may have been lost.
    let holds = match upload {
        None => found.state == CaptureState::Agreed,
        Some(one) => {
            matches!(found.state, CaptureState::Agreed | CaptureState::Arrived | CaptureState::Kept)
                && found.upload.as_deref() == Some(one)
        }
    };
    if !holds || found.expires_at <= ctx.now() {
        return Err(AppError::Conflict("capture-over"));
    }
    let account = found.account.ok_or(AppError::NotFound)?;
    let account = store::account::get(&mut tx, account).await?.filter(store::account::Account::is_active);
    Ok(account.ok_or(AppError::NotFound)?.actor())
}

/// Notes the one upload of a clip. One that was announced before, whose answer was lost on its way to the station, goes.
pub async fn bind(ctx: &Ctx, athlete: &Actor, id: CaptureId, upload: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = store::capture::get(&mut tx, id).await?.and_then(|found| found.upload);
    moved(store::capture::bind(&mut tx, id, upload).await)?;
    ctx.commit(tx).await?;
    match before {
        Some(before) => end_upload(ctx, athlete, &before).await,
        None => Ok(()),
    }
}

/// Ends an upload with all that came of it, if it is still there.
async fn end_upload(ctx: &Ctx, athlete: &Actor, upload: &str) -> Result<(), AppError> {
    match upload::terminate(ctx, athlete, upload).await.map_err(AppError::from) {
        // It is gone already, or another request writes to it: then the sweep of uploads takes it.
        Ok(()) | Err(AppError::NotFound | AppError::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Notes that a clip has arrived whole, and tells its athlete. Once only, however often the station asks.
pub async fn arrived(ctx: &Ctx, id: CaptureId, media: MediaId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let found = store::capture::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let (CaptureState::Agreed, Some(account)) = (found.state, found.account) else { return Ok(()) };
    let until = tx.now().plus(WORD_FOR);
    let step = Step { media: Some(media), ..Step::default() };
    moved(store::capture::change(&mut tx, &found, CaptureState::Arrived, until, step).await)?;
    let news = NewNotification {
        id: NotificationId(ctx.id()),
        account,
        kind: NotificationKind::Clip,
        actor: None,
        post: None,
        comment: None,
        dedupe: Some(format!("clip:{id}")),
    };
    notification::tell(ctx, &mut tx, &news).await?;
    ctx.commit(tx).await.map(drop)
}

/// The actor's clips that are on their way or wait for their word.
pub async fn mine(ctx: &Ctx, actor: &Actor) -> Result<Vec<Capture>, AppError> {
    Ok(store::capture::of_account(&mut ctx.begin_read().await?, actor.account).await?)
}

/// A clip of the actor's.
pub async fn one(ctx: &Ctx, actor: &Actor, id: CaptureId) -> Result<(Capture, Space), AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = own(&mut tx, actor, id).await?;
    // The station may have ended since: the clip is theirs all the same.
    let space = store::space::of_station(&mut tx, found.station).await?.ok_or(AppError::NotFound)?;
    Ok((found, space))
}

/// What the actor can see of a clip that has arrived, before they keep it or throw it away: what was made here of it, as of every film.
/// The original never leaves. Others are told that there is no such clip, and no such film.
pub async fn film(ctx: &Ctx, actor: &Actor, id: CaptureId) -> Result<Option<Film>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let Some(media) = own(&mut tx, actor, id).await?.media else { return Ok(None) };
    let Some(row) = store::media::get(&mut tx, media).await? else { return Ok(None) };
    let renditions = store::media::renditions(&mut tx, media).await?;
    Ok(Some(Film::of(&row, renditions, Vec::new())))
}

/// Keeps a clip: it becomes a draft of the actor's.
pub async fn keep(ctx: &Ctx, actor: &Actor, id: CaptureId) -> Result<PostId, AppError> {
    let found = own(&mut ctx.begin_read().await?, actor, id).await?;
    if let Some(post) = found.post {
        return Ok(post);
    }
    let (CaptureState::Arrived, Some(media)) = (found.state, found.media) else {
        return Err(AppError::Conflict("capture-not-here"));
    };
    let draft = post::publish(ctx, actor, NewPost { when: When::Draft, ..NewPost::of(media) }).await?.id;
    let mut tx = ctx.begin_write().await?;
    let step = Step { post: Some(draft), ..Step::default() };
    moved(store::capture::change(&mut tx, &found, CaptureState::Kept, found.expires_at, step).await)?;
    ctx.commit(tx).await?;
    Ok(draft)
}

/// Throws a clip away, or takes back that the station may record one.
pub async fn drop_it(ctx: &Ctx, actor: &Actor, id: CaptureId) -> Result<(), AppError> {
    let found = own(&mut ctx.begin_read().await?, actor, id).await?;
    if !found.state.may_become(CaptureState::Dropped) {
        return Err(AppError::Conflict("capture-over"));
    }
    throw_away(ctx, &found).await
}

async fn throw_away(ctx: &Ctx, found: &Capture) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let now = tx.now();
    moved(store::capture::change(&mut tx, found, CaptureState::Dropped, now, Step::default()).await)?;
    ctx.commit(tx).await?;
    if let (Some(upload), Some(account)) = (&found.upload, found.account) {
        let account = store::account::get(&mut ctx.begin_read().await?, account).await?;
        if let Some(account) = account {
            end_upload(ctx, &account.actor(), upload).await?;
        }
    }
    Ok(())
}

/// Throws away clips whose time is over.
pub(crate) async fn purge(ctx: &Ctx) -> Result<(), AppError> {
    let over = store::capture::over(&mut ctx.begin_read().await?, ctx.now(), 200).await?;
    for found in over {
        match throw_away(ctx, &found).await {
            // Somebody moved it on a moment ago.
            Ok(()) | Err(AppError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

async fn own(tx: &mut ReadTx, actor: &Actor, id: CaptureId) -> Result<Capture, AppError> {
    let found = store::capture::get(tx, id).await?.filter(|c| c.account == Some(actor.account));
    found.ok_or(AppError::NotFound)
}

/// Two who move a clip on at once: the second is told so.
fn moved<T>(result: Result<T, StoreError>) -> Result<T, AppError> {
    result.map_err(|error| match error {
        StoreError::NotFound { .. } => AppError::Conflict("capture-over"),
        other => other.into(),
    })
}
