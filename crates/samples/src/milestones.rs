//! The milestones of the sample's journeys.

use grandstand_app::{Ctx, journey};
use grandstand_domain::{
    account::Actor,
    id::{JourneyId, PostId},
    journey::MilestoneKind,
};

use crate::{cast::Athlete, fill::FillError, programme::day};

/// Writes an athlete's milestones; the last one that has passed tells of the film.
pub(crate) async fn milestones(
    ctx: &Ctx,
    actor: &Actor,
    id: JourneyId,
    athlete: &Athlete,
    film: Option<PostId>,
) -> Result<(), FillError> {
    let Some(told) = &athlete.journey else { return Ok(()) };
    let last = told.milestones.iter().rposition(|m| m.day <= 0);
    let texts: Vec<(MilestoneKind, String, String)> = told
        .milestones
        .iter()
        .map(|m| {
            let label = format!("{}. {}", m.title.trim_end_matches('.'), m.note);
            let label = if label.chars().count() <= 80 { label } else { m.title.to_owned() };
            (m.kind, label, day(ctx, i64::from(m.day)).map(|d| d.to_string()).unwrap_or_default())
        })
        .collect();
    let new: Vec<journey::NewMilestone<'_>> = texts
        .iter()
        .enumerate()
        .map(|(place, (kind, label, happens_on))| journey::NewMilestone {
            kind: *kind,
            label,
            happens_on,
            post: film.filter(|_| Some(place) == last),
        })
        .collect();
    journey::set_milestones(ctx, actor, id, &new).await?;
    Ok(())
}
