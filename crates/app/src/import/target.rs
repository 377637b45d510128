//! Where an import goes: the Games and the organisation, found or, where the file says enough, made.

use grandstand_domain::{
    account::Actor,
    colour::Colour,
    games,
    id::OrganisationId,
    log::Fact,
    organisation::{self, OrganisationKind},
    permit::Act,
};
use grandstand_roster::ZoneName;
use grandstand_store::{self as store, ReadTx, StoreError, WriteTx, games::Games, organisation::Organisation};

use super::{Import, ImportError, Kind, Read};
use crate::{ctx::Ctx, error::AppError, games as use_case, permit};

/// The Games and the organisation of an import.
pub(super) struct Target {
    pub(super) games: Games,
    /// None for what belongs to the Games alone.
    pub(super) organisation: Option<Organisation>,
    pub(super) zone: ZoneName,
    pub(super) is_new_games: bool,
    pub(super) is_new_organisation: bool,
    /// Whether the Games' zone is known only by this import.
    pub(super) is_new_zone: bool,
}

/// The zone in which times without an offset are meant; also says early whether the actor may do this at all.
pub(super) async fn zone(ctx: &Ctx, actor: &Actor, import: &Import) -> Result<ZoneName, ImportError> {
    let slug = games::slug(&import.games).map_err(AppError::from)?;
    let mut tx = ctx.begin_read().await?;
    let found = store::games::by_slug(&mut tx, &slug).await?;
    let organisation = match &import.organisation {
        Some(slug) => store::organisation::by_slug(&mut tx, slug).await?,
        None => None,
    };
    match organisation.filter(|_| !import.kind.is_of_games()) {
        Some(organisation) => permit::require(&mut tx, actor, Act::RunProgramme, organisation.id).await?,
        None if import.kind.is_of_games() => match &found {
            Some(games) => permit::require_keeps(&mut tx, actor, games.id).await?,
            None => permit::require_somewhere(&mut tx, actor, Act::RunProgramme).await?,
        },
        // Only an operator makes an organisation by its roster.
        None if actor.is_operator() => {}
        None => return Err(AppError::Forbidden.into()),
    }
    named(found.and_then(|g| g.zone).as_deref().or(import.zone.as_deref()))
}

fn named(zone: Option<&str>) -> Result<ZoneName, ImportError> {
    zone.map_or_else(|| Ok(ZoneName::utc()), |name| name.parse().map_err(|e| AppError::Invalid(e).into()))
}

impl Target {
    /// Finds both, or says what would be made. The caller's right was looked at by [`zone`].
    pub(super) async fn find(
        ctx: &Ctx,
        tx: &mut ReadTx,
        actor: &Actor,
        import: &Import,
        read: &Read,
    ) -> Result<Self, ImportError> {
        let found = store::games::by_slug(tx, &import.games).await?;
        let is_new_games = found.is_none();
        let mut games = match found {
            Some(games) => games,
            None => use_case::new(ctx, &import.games, use_case::Form::default()).map_err(AppError::from)?,
        };
        let is_new_zone = games.zone.is_none();
        if is_new_zone {
            let fixed = || read.offset().and_then(ZoneName::fixed).map(|zone| zone.as_str().to_owned());
            games.zone = import.zone.clone().or_else(fixed);
        }
        let zone = named(games.zone.as_deref())?;
        let is_new_zone = is_new_zone && games.zone.is_some();
        let (organisation, is_new_organisation) = match import.kind {
            Kind::Schedule | Kind::Ways | Kind::Rules => (None, false),
            Kind::Roster | Kind::Starts => {
                let (found, is_new) = organisation_of(ctx, tx, actor, import, read).await?;
                (Some(found), is_new)
            }
        };
        Ok(Self { games, organisation, zone, is_new_games, is_new_organisation, is_new_zone })
    }

    /// Stores what is new, and makes other imports into this Games wait.
    pub(super) async fn store(&self, tx: &mut WriteTx) -> Result<(), StoreError> {
        if self.is_new_games {
            store::games::insert(tx, &self.games).await?;
        } else if self.is_new_zone {
            store::games::update(tx, &self.games).await?;
        } else {
            store::games::lock(tx, self.games.id).await?;
        }
        if let Some(made) = self.organisation.as_ref().filter(|_| self.is_new_organisation) {
            store::organisation::insert(tx, made).await?;
            tx.append(Fact::OrganisationChanged { organisation: made.id });
        }
        Ok(())
    }
}

/// The organisation asked for. Where there is none, an operator makes it by importing its roster: as the committee of the one
/// NOC that the file names, unless this host knows an organisation of that NOC, which may be the one meant.
async fn organisation_of(
    ctx: &Ctx,
    tx: &mut ReadTx,
    actor: &Actor,
    import: &Import,
    read: &Read,
) -> Result<(Organisation, bool), ImportError> {
    let slug = import.organisation.clone().unwrap_or_default();
    if let Some(found) = store::organisation::by_slug(tx, &slug).await? {
        return Ok((found, false));
    }
    let all = store::organisation::list(tx).await?;
    let [noc] = read.nocs()[..] else {
        return Err(ImportError::NoOrganisation { slug, known: all.into_iter().map(|o| o.slug).collect() });
    };
    let known: Vec<String> = all.into_iter().filter(|o| o.noc == noc).map(|o| o.slug).collect();
    if !known.is_empty() || !actor.is_operator() {
        return Err(ImportError::NoOrganisation { slug, known });
    }
    let slug = organisation::slug(&slug).map_err(AppError::from)?;
    let made = Organisation {
        id: OrganisationId(ctx.id()),
        name: games::name_from_slug(&slug),
        slug,
        kind: OrganisationKind::Noc,
        noc: noc.to_owned(),
        colour: Colour::DEFAULT,
        created_at: ctx.now(),
    };
    Ok((made, true))
}
