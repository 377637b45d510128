//! Organisations: the bodies that own a team on this host. Only an operator makes one.

use grandstand_domain::{
    account::Actor,
    colour::Colour,
    id::OrganisationId,
    invalid::{Check, Invalid},
    log::Fact,
    organisation,
    organisation::OrganisationKind,
};
use grandstand_store::{self as store, StoreError, organisation::Organisation};

use crate::{ctx::Ctx, error::AppError};

/// What is said of an organisation.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// Its name as people say it.
    pub name: &'a str,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its three-letter NOC code.
    pub noc: &'a str,
    /// Its team colour.
    pub colour: Colour,
}

/// Makes an organisation under a short name that stands in addresses and never changes.
pub async fn create(ctx: &Ctx, actor: &Actor, slug: &str, form: Form<'_>) -> Result<Organisation, AppError> {
    if !actor.is_operator() {
        return Err(AppError::Forbidden);
    }
    let mut faults = Check::default();
    let slug = faults.take("slug", organisation::slug(slug));
    let (name, noc) = check(&mut faults, &form);
    faults.done()?;
    let mut tx = ctx.begin_write().await?;
    let made = Organisation {
        id: OrganisationId(ctx.id()),
        slug: slug.unwrap_or_default(),
        name,
        kind: form.kind,
        noc,
        colour: form.colour,
        created_at: tx.now(),
    };
    store::organisation::insert(&mut tx, &made).await.map_err(|e| match e {
        StoreError::Taken { .. } => Invalid::one("slug", "slug-taken").into(),
        other => AppError::from(other),
    })?;
    tx.append(Fact::OrganisationChanged { organisation: made.id });
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes what is said of an organisation.
pub async fn update(ctx: &Ctx, actor: &Actor, which: OrganisationId, form: Form<'_>) -> Result<Organisation, AppError> {
    if !actor.is_operator() {
        return Err(AppError::Forbidden);
    }
    let mut faults = Check::default();
    let (name, noc) = check(&mut faults, &form);
    faults.done()?;
    let mut tx = ctx.begin_write().await?;
    let before = store::organisation::get(&mut tx, which).await?.ok_or(AppError::NotFound)?;
    let after = Organisation { name, noc, kind: form.kind, colour: form.colour, ..before };
    store::organisation::update(&mut tx, &after).await?;
    tx.append(Fact::OrganisationChanged { organisation: which });
    ctx.commit(tx).await?;
    Ok(after)
}

/// Name and code, empty where they are at fault.
fn check(faults: &mut Check, form: &Form<'_>) -> (String, String) {
    let name = faults.take("name", organisation::name(form.name));
    let noc = faults.take("noc", organisation::noc(form.noc));
    (name.unwrap_or_default(), noc.unwrap_or_default())
}
