//! Fills an empty host with the sample team, through the same use cases as people: the first film before all else, so
//! that there is something to watch within seconds, then everyone, then the other films one by one.
//!
//! It can be broken off at any line and run again: what is there is found by its handle and not made twice.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use grandstand_app::{
    AppError, Ctx, account, age, cheer, comment, follow,
    import::ImportError,
    journey, organisation, post, sample,
    upload::{self, UploadError},
    viewer::Viewer,
};
use grandstand_domain::{
    account::{Actor, Role},
    age::AgeBand,
    id::{OrganisationId, PostId},
    webvtt,
};
use grandstand_media::{MediaError, compose::Composition};

use crate::{
    cast::{self, Athlete, Cast, Supporter},
    film,
    milestones::milestones,
    programme,
};

/// What the filling is given.
#[derive(Clone, Debug)]
pub struct Plan {
    /// An existing folder for films while they are drawn.
    pub folder: PathBuf,
    /// The password of the three accounts that a newcomer may sign in with; see [`doors`].
    pub password: String,
    /// How many films are made at most; all of them if larger.
    pub films: usize,
}

/// How far the filling is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Films that can be watched.
    pub ready: usize,
    /// Films in all.
    pub of: usize,
    /// Whose film is being drawn; none when all are drawn.
    pub drawing: Option<&'static str>,
}

/// Why the filling stopped.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// A use case did not succeed.
    #[error(transparent)]
    App(#[from] AppError),
    /// A film could not be taken in.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// A file of the programme could not be taken in.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A film could not be encoded.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// There is no memory for a film, or its drawing broke off.
    #[error("the film of {0} could not be drawn")]
    Undrawn(&'static str),
    /// A film was not playable in the time given.
    #[error("the films did not become playable")]
    Late,
}

/// The handles that [`Plan::password`] opens: a supporter, an athlete, staff and a moderator.
pub fn doors() -> [&'static str; 4] {
    let cast = cast::cast();
    [
        cast.supporters.first().map_or("", |s| s.handle),
        cast.athletes.first().map_or("", |a| a.handle),
        cast.staff.handle,
        cast.moderator.handle,
    ]
}

/// Between two looks at whether a film can be watched.
const LOOK: Duration = Duration::from_millis(400);
/// How long the last films may take once all are drawn.
const PATIENCE: u32 = 3_000;

/// Fills the sample team in, if this host is empty or a filling was broken off; else does nothing. The host's workers
/// and views must be running. `tell` hears of every step.
pub async fn fill(ctx: &Arc<Ctx>, plan: &Plan, tell: impl Fn(Progress) + Send + Sync) -> Result<(), FillError> {
    if !sample::due(ctx).await? {
        return Ok(());
    }
    sample::begin(ctx).await?;
    let cast = cast::cast();
    let mut filling = Filling::new(ctx, plan, &cast);
    filling.organisations().await?;
    filling.athlete(0).await?;
    tell(filling.progress(Some(0)));
    filling.film(0).await?;
    for number in 1..cast.athletes.len() {
        filling.athlete(number).await?;
    }
    filling.people().await?;
    filling.follows().await?;
    // The first film has the machine to itself until somebody can watch it.
    filling.wait_for(1).await?;
    filling.programme().await?;
    for number in 1..plan.films.min(cast.athletes.len()) {
        tell(filling.progress(Some(number)));
        filling.film(number).await?;
        filling.react().await?;
    }
    tell(filling.progress(None));
    let mut known = filling.ready;
    for _ in 0..PATIENCE {
        filling.react().await?;
        if filling.ready != known {
            known = filling.ready;
            tell(filling.progress(None));
        }
        if filling.pending.is_empty() {
            break;
        }
        tokio::time::sleep(LOOK).await;
    }
    if !filling.pending.is_empty() {
        return Err(FillError::Late);
    }
    sample::end(ctx).await?;
    tracing::info!(films = filling.ready, "the sample team is complete");
    Ok(())
}

/// The state of a filling.
struct Filling<'a> {
    ctx: &'a Arc<Ctx>,
    plan: &'a Plan,
    cast: &'a Cast,
    organisations: Vec<OrganisationId>,
    athletes: Vec<Actor>,
    supporters: Vec<Actor>,
    staff: Option<Actor>,
    /// Films that are not yet playable: whose, and the post.
    pending: Vec<(usize, PostId)>,
    ready: usize,
}

impl<'a> Filling<'a> {
    fn new(ctx: &'a Arc<Ctx>, plan: &'a Plan, cast: &'a Cast) -> Self {
        Self {
            ctx,
            plan,
            cast,
            organisations: Vec::new(),
            athletes: Vec::new(),
            supporters: Vec::new(),
            staff: None,
            pending: Vec::new(),
            ready: 0,
        }
    }

    fn progress(&self, drawing: Option<usize>) -> Progress {
        let drawing = drawing.and_then(|number| self.cast.athletes.get(number)).map(|a| a.name);
        Progress { ready: self.ready, of: self.plan.films.min(self.cast.athletes.len()), drawing }
    }

    async fn organisations(&mut self) -> Result<(), FillError> {
        for made in &self.cast.organisations {
            let form = organisation::Form { name: made.name, kind: made.kind, noc: made.noc, colour: made.colour };
            let id = match self.ctx.views.team(made.slug) {
                Some(team) => team.id,
                None => organisation::create(self.ctx, &Actor::HOST, made.slug, form).await?.id,
            };
            self.organisations.push(id);
        }
        Ok(())
    }

    /// An account by its handle, made if need be.
    async fn account(&self, person: &Person<'_>, role: Role) -> Result<Actor, FillError> {
        let password = doors().contains(&person.handle).then_some(self.plan.password.as_str());
        let made = match sample::made(self.ctx, person.handle).await? {
            Some(account) => account,
            None => account::create(self.ctx, person.handle, role, person.name, password).await?,
        };
        let change = account::Change {
            bio: Some(person.bio),
            region: Some(person.region),
            sport: Some(person.sport),
            event_gender: Some(person.event_gender),
            organisation: Some(person.organisation),
            ..account::Change::default()
        };
        Ok(account::update(self.ctx, &Actor::HOST, made.id, change).await?.actor())
    }

    /// An athlete's account and journey.
    async fn athlete(&mut self, number: usize) -> Result<(), FillError> {
        let Some(athlete) = self.cast.athletes.get(number) else { return Ok(()) };
        let person = Person {
            handle: athlete.handle,
            name: athlete.name,
            bio: athlete.bio,
            region: athlete.region,
            sport: Some(athlete.sport),
            event_gender: Some(athlete.event_gender),
            organisation: self.organisations.get(athlete.organisation).copied(),
        };
        let actor = self.account(&person, Role::Athlete).await?;
        self.athletes.push(actor);
        if let Some(told) = &athlete.journey
            && journey::of_account(self.ctx, actor.account).await?.is_empty()
        {
            let form = journey::Form { title: told.title, games: cast::GAMES, summary: told.summary };
            let id = journey::create(self.ctx, &actor, form).await?.id;
            milestones(self.ctx, &actor, id, athlete, None).await?;
        }
        Ok(())
    }

    async fn people(&mut self) -> Result<(), FillError> {
        for supporter in &self.cast.supporters {
            let actor = self.account(&Person::of(supporter, None), Role::Supporter).await?;
            let band = if supporter.minor { AgeBand::Minor } else { AgeBand::Adult };
            age::state_for(self.ctx, actor.account, band).await?;
            self.supporters.push(actor);
        }
        let home = self.organisations.first().copied();
        self.staff = Some(self.account(&Person::of(&self.cast.staff, home), Role::Staff).await?);
        self.account(&Person::of(&self.cast.moderator, None), Role::Moderator).await?;
        Ok(())
    }

    async fn follows(&self) -> Result<(), FillError> {
        for (number, athlete) in self.athletes.iter().enumerate() {
            for fan in cast::follows(&self.cast.athletes, &self.cast.supporters, number) {
                if let Some(supporter) = self.supporters.get(fan) {
                    follow::follow(self.ctx, supporter, athlete.account).await?;
                }
            }
        }
        Ok(())
    }

    async fn programme(&self) -> Result<(), FillError> {
        let Some(staff) = &self.staff else { return Ok(()) };
        programme::fill(self.ctx, self.cast, &self.organisations, &self.athletes, staff).await
    }

    /// Draws a film and posts it, unless that has been done.
    async fn film(&mut self, number: usize) -> Result<(), FillError> {
        let Some((athlete, actor)) = self.cast.athletes.get(number).zip(self.athletes.get(number).copied()) else {
            return Ok(());
        };
        let posted = match self.ctx.views.posts_of(actor.account) {
            (_, Some(card)) => Some(card.id),
            _ => post::unpublished(self.ctx, &actor, 1).await?.first().map(|card| card.id),
        };
        if let Some(known) = posted {
            self.pending.push((number, known));
            return Ok(());
        }
        let file = draw(self.ctx, athlete, &self.plan.folder).await?;
        let media = upload::whole_file(self.ctx, &actor, "film.mp4", &file).await?;
        let _ = tokio::fs::remove_file(&file).await;
        let captions = webvtt::write(&cast::captions(&athlete.film));
        let way = journey::of_account(self.ctx, actor.account).await?.first().map(|whole| whole.journey.id);
        let new = post::NewPost {
            caption: athlete.post.caption,
            alt_text: athlete.post.alt,
            language: "en-GB",
            journey: way,
            captions: Some(captions.as_bytes()),
            ..post::NewPost::of(media)
        };
        let made = post::publish(self.ctx, &actor, new).await?.id;
        if let Some(way) = way {
            milestones(self.ctx, &actor, way, athlete, Some(made)).await?;
        }
        self.pending.push((number, made));
        Ok(())
    }

    /// Lets supporters cheer and comment under films that can be watched by now.
    async fn react(&mut self) -> Result<(), FillError> {
        let mut waiting = Vec::new();
        for (number, id) in std::mem::take(&mut self.pending) {
            let Some(card) = self.ctx.views.card(&Viewer::default(), id) else {
                waiting.push((number, id));
                continue;
            };
            self.ready += 1;
            for fan in cast::cheers(&self.cast.athletes, &self.cast.supporters, number) {
                if let Some(supporter) = self.supporters.get(fan) {
                    cheer::cheer(self.ctx, supporter, id).await?;
                }
            }
            if card.comments == 0 {
                self.comments(number, id).await?;
            }
        }
        self.pending = waiting;
        Ok(())
    }

    async fn comments(&self, number: usize, id: PostId) -> Result<(), FillError> {
        let (Some(athlete), Some(author)) = (self.cast.athletes.get(number), self.athletes.get(number)) else {
            return Ok(());
        };
        for (place, text) in athlete.post.comments.iter().enumerate() {
            let Some(supporter) = self.supporters.get(cast::commenter(number, place, self.supporters.len())) else {
                continue;
            };
            let written = comment::write(self.ctx, supporter, id, None, text).await?;
            if place == 0 && !athlete.post.answer.is_empty() {
                comment::write(self.ctx, author, id, Some(written.id), athlete.post.answer).await?;
            }
        }
        Ok(())
    }

    /// Waits until so many films can be watched.
    async fn wait_for(&mut self, films: usize) -> Result<(), FillError> {
        for _ in 0..PATIENCE {
            self.react().await?;
            if self.ready >= films {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        Err(FillError::Late)
    }
}

/// What an account says of itself.
struct Person<'a> {
    handle: &'static str,
    name: &'a str,
    bio: &'a str,
    region: &'a str,
    sport: Option<grandstand_domain::sport::Sport>,
    event_gender: Option<grandstand_domain::account::EventGender>,
    organisation: Option<OrganisationId>,
}

impl<'a> Person<'a> {
    fn of(supporter: &'a Supporter, organisation: Option<OrganisationId>) -> Self {
        Self {
            handle: supporter.handle,
            name: supporter.name,
            bio: supporter.bio,
            region: supporter.region,
            sport: None,
            event_gender: None,
            organisation,
        }
    }
}

/// Draws and encodes an athlete's film.
async fn draw(ctx: &Ctx, athlete: &Athlete, folder: &Path) -> Result<PathBuf, FillError> {
    let (spec, name) = (athlete.film, athlete.name);
    let prepared = tokio::task::spawn_blocking(move || (film::Film::new(&spec), film::sound_stereo(&spec)));
    let (Some(mut drawn), samples) = prepared.await.map_err(|_| FillError::Undrawn(name))? else {
        return Err(FillError::Undrawn(name));
    };
    let composition = Composition {
        width: film::WIDTH,
        height: film::HEIGHT,
        frame_rate: film::RATE,
        frames: film::frames(&spec),
        samples,
    };
    let file = folder.join(format!("{}.mp4", athlete.handle));
    let paint = move |number: u32, frame: &mut [u8]| frame.copy_from_slice(drawn.frame(number));
    grandstand_media::compose(&ctx.tools, composition, paint, &file).await?;
    Ok(file)
}
