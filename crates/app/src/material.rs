//! Material of courses: added, ordered and taken away by those who run the workshops, fetched by the athletes of the organisation.

use bytes::Bytes;
use grandstand_domain::{
    account::Actor,
    id::{CourseId, MaterialId, OrganisationId, PostId},
    invalid::{Check, Invalid},
    material::{self as rules, FileKind, MaterialKind, PIECES_MOST},
    permit::Act,
    post::{PostState, Visibility},
    time::DAY,
};
use grandstand_media::{Delivery, MediaError};
use grandstand_store::{self as store, ReadTx, WriteTx, material::Material, post::Post};

use crate::{course, ctx::Ctx, error::AppError, permit};

/// Where the objects of material lie.
const FOLDER: &str = "material";
/// How long an object may wait for its row, and a row's object for its end.
const STRAY: i64 = DAY;

/// Adds a file. What it is, its bytes say.
pub async fn add_file(
    ctx: &Ctx,
    actor: &Actor,
    id: CourseId,
    title: &str,
    bytes: Bytes,
) -> Result<MaterialId, AppError> {
    let mut faults = Check::default();
    let title = faults.take("title", rules::title(title));
    let file = faults.take("file", FileKind::of(&bytes));
    faults.done()?;
    {
        let mut tx = ctx.begin_read().await?;
        course::owned(&mut tx, actor, id).await?;
        room(&mut tx, id).await?;
    }
    let piece = MaterialId(ctx.id());
    let (Some(title), Some(file)) = (title, file) else { return Err(AppError::NotFound) };
    let key = format!("{FOLDER}/{piece}-{}.{}", crate::upload::hex(&ctx.random::<10>()), file.as_str());
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    // To a bucket's own address a file is bytes and nothing else: no browser runs or shows it.
    ctx.objects.put_bytes(&key, bytes, "application/octet-stream").await.map_err(unavailable)?;
    let mut tx = ctx.begin_write().await?;
    let made = Material {
        id: piece,
        course: id,
        place: 0,
        kind: MaterialKind::File,
        title,
        post: None,
        is_only_here: false,
        key: key.clone(),
        file: Some(file),
        bytes: size,
        made_at: tx.now(),
    };
    match add(&mut tx, actor, made).await {
        Ok(()) => ctx.commit(tx).await.map(|_| piece),
        Err(error) => {
            drop(tx);
            ctx.objects.delete(&key).await.map_err(unavailable)?;
            Err(error)
        }
    }
}

/// Adds a film by the number or the address of its post: a public post of this host, or a draft of the actor's own, once a course. A
/// draft is then seen by whoever may have the course's material, and by nobody else, for as long as it is material.
pub async fn add_film(
    ctx: &Ctx,
    actor: &Actor,
    id: CourseId,
    title: &str,
    address: &str,
) -> Result<MaterialId, AppError> {
    let mut tx = ctx.begin_write().await?;
    let mut faults = Check::default();
    let title = faults.take("title", rules::title(title));
    let may_be = |p: &Post| match p.state {
        PostState::Published => p.visibility == Visibility::Public,
        PostState::Draft => p.account == actor.account,
        PostState::Waiting | PostState::Scheduled | PostState::Removed => false,
    };
    let post = match rules::film(address, &ctx.settings.public_url) {
        Ok(post) => {
            let post = store::post::get(&mut tx, post).await?.filter(may_be);
            post.ok_or_else(|| Invalid::one("post", "material-post-unknown"))
        }
        Err(why) => Err(why),
    };
    let post = faults.take("post", post);
    faults.done()?;
    let made = Material {
        id: MaterialId(ctx.id()),
        course: id,
        place: 0,
        kind: MaterialKind::Film,
        title: title.unwrap_or_default(),
        is_only_here: post.as_ref().is_some_and(|p| p.state != PostState::Published),
        post: post.map(|p| p.id),
        key: String::new(),
        file: None,
        bytes: 0,
        made_at: tx.now(),
    };
    let piece = made.id;
    add(&mut tx, actor, made).await?;
    ctx.commit(tx).await?;
    Ok(piece)
}

async fn add(tx: &mut WriteTx, actor: &Actor, made: Material) -> Result<(), AppError> {
    let course = course::owned(tx, actor, made.course).await?;
    // Two that are added at once stand one behind the other, and are one where they are the same film.
    store::organisation::lock(tx, course.organisation).await?;
    let place = room(tx, made.course).await?;
    if made.post.is_some() && store::material::of_course(tx, made.course).await?.iter().any(|m| m.post == made.post) {
        return Err(Invalid::one("post", "material-post-again").into());
    }
    Ok(store::material::insert(tx, &Material { place, ..made }).await?)
}

/// The place behind the last piece of a course, if one more may be added.
async fn room(tx: &mut ReadTx, course: CourseId) -> Result<i64, AppError> {
    let there = store::material::of_course(tx, course).await?;
    if there.len() >= PIECES_MOST {
        return Err(AppError::Conflict("material-most"));
    }
    Ok(there.last().map_or(1, |last| last.place + 1))
}

/// Moves a piece before the one above it, or behind the one below.
pub async fn shift(ctx: &Ctx, actor: &Actor, id: MaterialId, up: bool) -> Result<CourseId, AppError> {
    let mut tx = ctx.begin_write().await?;
    let piece = owned(&mut tx, actor, id).await?;
    let all = store::material::of_course(&mut tx, piece.course).await?;
    let at = all.iter().position(|other| other.id == id).ok_or(AppError::NotFound)?;
    let other = if up { at.checked_sub(1) } else { Some(at + 1) };
    if let Some(other) = other.and_then(|other| all.get(other)) {
        store::material::set_place(&mut tx, id, other.place).await?;
        store::material::set_place(&mut tx, other.id, piece.place).await?;
    }
    ctx.commit(tx).await?;
    Ok(piece.course)
}

/// Takes a piece away, and its file with it.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: MaterialId) -> Result<CourseId, AppError> {
    let mut tx = ctx.begin_write().await?;
    let piece = owned(&mut tx, actor, id).await?;
    store::material::delete(&mut tx, id).await?;
    ctx.commit(tx).await?;
    if !piece.key.is_empty() {
        // Where this fails, the sweep finds an object that no row names.
        ctx.objects.delete(&piece.key).await.map_err(unavailable)?;
    }
    Ok(piece.course)
}

/// The material of a course, for those who run it.
pub async fn of_course(ctx: &Ctx, actor: &Actor, id: CourseId) -> Result<Vec<Material>, AppError> {
    let mut tx = ctx.begin_read().await?;
    course::owned(&mut tx, actor, id).await?;
    Ok(store::material::of_course(&mut tx, id).await?)
}

/// A file that someone may have.
#[derive(Debug)]
pub struct Opened {
    /// Its bytes, or where they are.
    pub delivery: Delivery,
    /// Its type.
    pub content_type: &'static str,
    /// The name under which it is saved.
    pub name: String,
}

/// Opens a file for the athletes of the organisation and for those who run its workshops. For others there is none.
pub async fn open(ctx: &Ctx, actor: &Actor, id: MaterialId) -> Result<Opened, AppError> {
    let mut tx = ctx.begin_read().await?;
    let piece = store::material::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let course = store::course::get(&mut tx, piece.course).await?.ok_or(AppError::NotFound)?;
    if !may_see(&mut tx, actor, course.organisation).await? {
        return Err(AppError::NotFound);
    }
    drop(tx);
    let file = piece.file.ok_or(AppError::NotFound)?;
    let delivery = ctx.objects.delivery(&piece.key).await.map_err(|error| match error {
        MediaError::NotFound(_) => AppError::NotFound,
        other => unavailable(other),
    })?;
    Ok(Opened { delivery, content_type: file.content_type(), name: rules::file_name(&piece.title, file) })
}

/// Whether a post is material that the actor may have: then they see it though it is not published.
pub(crate) async fn shows(tx: &mut ReadTx, actor: &Actor, post: PostId) -> Result<bool, AppError> {
    for organisation in store::material::shown_by(tx, post).await? {
        if may_see(tx, actor, organisation).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn may_see(tx: &mut ReadTx, actor: &Actor, organisation: OrganisationId) -> Result<bool, AppError> {
    Ok(store::roster::is_named(tx, actor.account, organisation).await?
        || permit::holds(tx, actor, Act::RunWorkshops, organisation).await?)
}

async fn owned(tx: &mut WriteTx, actor: &Actor, id: MaterialId) -> Result<Material, AppError> {
    let piece = store::material::get(tx, id).await?.ok_or(AppError::NotFound)?;
    course::owned(tx, actor, piece.course).await?;
    Ok(piece)
}

/// Removes objects that no row names: of an upload that died before its row, or of a removal that died after it. An upload under way
/// is younger than a day.
pub(crate) async fn purge(ctx: &Ctx) -> Result<(), AppError> {
    let found = ctx.objects.list(FOLDER).await.map_err(unavailable)?;
    if found.is_empty() {
        return Ok(());
    }
    let known = store::material::keys(&mut ctx.begin_read().await?).await?;
    let now = ctx.now();
    for object in found.into_iter().filter(|object| !known.contains(&object.key)) {
        let name = object.key.trim_start_matches(FOLDER).trim_start_matches('/');
        let id = name.split('-').next().and_then(|id| id.parse::<MaterialId>().ok());
        if id.is_none_or(|id| now.since(grandstand_domain::id::made_at(id.0)) > STRAY) {
            ctx.objects.delete(&object.key).await.map_err(unavailable)?;
        }
    }
    Ok(())
}

fn unavailable(error: MediaError) -> AppError {
    AppError::Unavailable(error.to_string())
}
