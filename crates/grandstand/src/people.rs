//! `account`, `token` and `organisation`: what an operator does at the machine itself. Nothing is asked, so that
//! scripts can call every form; a password that is not given is made and printed.

use std::io::Read as _;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use grandstand_app::{AppError, Ctx, account, age, organisation, password, session};
use grandstand_domain::{
    account::{Actor, Role},
    age::AgeBand,
    colour::Colour,
    handle::Handle,
    organisation::OrganisationKind,
    session::SessionKind,
};
use grandstand_store::{self as store, account::Account};

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Make an account; prints its password
    Create(Create),
    /// Give an account a role
    Role {
        /// Whose
        handle: String,
        /// supporter, athlete, staff, moderator or operator
        #[arg(long)]
        role: String,
    },
    /// Give an account a new password, print it, and end its sessions
    Password {
        /// Whose
        handle: String,
        /// Read the password from standard input instead of making one
        #[arg(long)]
        stdin: bool,
    },
    /// List accounts: handle, role and name, one a line
    List {
        /// Only this role
        #[arg(long)]
        role: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// How it is called in addresses: a-z, 0-9 and _
    handle: String,
    /// supporter, athlete, staff, moderator or operator
    #[arg(long, default_value = "supporter")]
    role: String,
    /// The name shown beside the handle [default: the handle]
    #[arg(long)]
    name: Option<String>,
    /// Short name of the organisation it belongs to
    #[arg(long, value_name = "SLUG")]
    organisation: Option<String>,
    /// Read the password from standard input instead of making one
    #[arg(long)]
    stdin: bool,
    /// It is an adult's: they may turn For you on, and are told by push
    #[arg(long)]
    adult: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrganisationCommand {
    /// Make an organisation
    Create {
        /// Its short name in addresses: a-z, 0-9 and -
        slug: String,
        /// Its name as people say it
        #[arg(long)]
        name: String,
        /// Three-letter code of its national committee
        #[arg(long)]
        noc: String,
        /// noc, npc, federation or partner
        #[arg(long, default_value = "noc")]
        kind: String,
        /// Team colour, such as #ff6b2c
        #[arg(long)]
        colour: Option<String>,
    },
    /// List organisations: short name, code, kind and name, one a line
    List,
}

/// An error of a use case, as the sentence that a page would show.
pub(crate) fn said(error: AppError) -> anyhow::Error {
    match error {
        AppError::Internal(inner) => anyhow!(inner),
        AppError::Unavailable(why) => anyhow!("The database cannot be reached: {why}"),
        other => anyhow!(grandstand_web::english(&other)),
    }
}

pub(crate) async fn account(ctx: &Ctx, command: AccountCommand) -> Result<()> {
    match command {
        AccountCommand::Create(create) => make(ctx, &create).await,
        AccountCommand::Role { handle, role } => {
            let (whose, role) = (find(ctx, &handle).await?, parse_role(&role)?);
            account::set_role(ctx, &Actor::HOST, whose.id, role).await.map_err(said)?;
            println!("@{} is now {}.", whose.handle, role.as_str());
            Ok(())
        }
        AccountCommand::Password { handle, stdin } => {
            let whose = find(ctx, &handle).await?;
            let new = chosen_password(ctx, stdin)?;
            password::set(ctx, &Actor::HOST, whose.id, &new).await.map_err(said)?;
            println!("@{} has a new password and is signed out everywhere.", whose.handle);
            if !stdin {
                println!("{new}");
            }
            Ok(())
        }
        AccountCommand::List { role } => list(ctx, role.as_deref()).await,
    }
}

async fn make(ctx: &Ctx, create: &Create) -> Result<()> {
    let role = parse_role(&create.role)?;
    let organisation = match &create.organisation {
        Some(slug) => {
            let mut tx = ctx.begin_read().await.map_err(said)?;
            let found = store::organisation::by_slug(&mut tx, slug).await?;
            Some(found.with_context(|| format!("There is no organisation {slug} here."))?.id)
        }
        None => None,
    };
    let password = chosen_password(ctx, create.stdin)?;
    let name = create.name.as_deref().unwrap_or_default();
    let made = account::create(ctx, &create.handle, role, name, Some(&password)).await.map_err(said)?;
    if organisation.is_some() {
        let change = account::Change { organisation: Some(organisation), ..account::Change::default() };
        account::update(ctx, &Actor::HOST, made.id, change).await.map_err(said)?;
    }
    if create.adult {
        age::state_for(ctx, made.id, AgeBand::Adult).await.map_err(said)?;
    }
    println!("Made @{}, {}.", made.handle, role.as_str());
    if !create.stdin {
        println!("Password: {password}");
    }
    Ok(())
}

async fn list(ctx: &Ctx, role: Option<&str>) -> Result<()> {
    let role = role.map(parse_role).transpose()?;
    let mut tx = ctx.begin_read().await.map_err(said)?;
    let mut after = String::new();
    loop {
        let filter = store::account::Filter { role, after: &after, ..store::account::Filter::default() };
        let page = store::account::list(&mut tx, &filter, 500).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.handle.to_string();
        for account in page {
            println!("{}\t{}\t{}", account.handle, account.role.as_str(), account.display_name);
        }
    }
}

/// Makes a bearer token and prints it on the last line.
pub(crate) async fn token(ctx: &Ctx, handle: &str, label: &str) -> Result<()> {
    let whose = find(ctx, handle).await?;
    let token = session::start(ctx, whose.id, SessionKind::Token, label).await.map_err(said)?;
    println!("A token of @{}, for a year or until it is ended in the settings:", whose.handle);
    println!("{token}");
    Ok(())
}

pub(crate) async fn organisation(ctx: &Ctx, command: OrganisationCommand) -> Result<()> {
    match command {
        OrganisationCommand::Create { slug, name, noc, kind, colour } => {
            let invalid = |error| said(AppError::Invalid(error));
            let kind: OrganisationKind = kind.parse().map_err(invalid)?;
            let colour = colour.map_or(Ok(Colour::DEFAULT), |text| text.parse()).map_err(invalid)?;
            let form = organisation::Form { name: &name, kind, noc: &noc, colour };
            let made = organisation::create(ctx, &Actor::HOST, &slug, form).await.map_err(said)?;
            println!("Made the organisation {} ({}).", made.name, made.slug);
        }
        OrganisationCommand::List => {
            let mut tx = ctx.begin_read().await.map_err(said)?;
            for made in store::organisation::list(&mut tx).await? {
                println!("{}\t{}\t{}\t{}", made.slug, made.noc, made.kind.as_str(), made.name);
            }
        }
    }
    Ok(())
}

fn parse_role(text: &str) -> Result<Role> {
    let names = Role::ALL.map(Role::as_str).join(", ");
    text.parse().map_err(|_| anyhow!("{text} is no role. Roles are {names}."))
}

async fn find(ctx: &Ctx, handle: &str) -> Result<Account> {
    let parsed: Handle = handle.parse().map_err(|error| said(AppError::Invalid(error)))?;
    let mut tx = ctx.begin_read().await.map_err(said)?;
    let found = store::account::by_handle(&mut tx, &parsed).await?;
    found.with_context(|| format!("There is no account @{parsed} here."))
}

fn chosen_password(ctx: &Ctx, from_stdin: bool) -> Result<String> {
    if !from_stdin {
        return Ok(password::generate(ctx));
    }
    let mut text = String::new();
    std::io::stdin().take(4096).read_to_string(&mut text).context("reading the password")?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        bail!("Standard input held no password.");
    }
    Ok(password.to_owned())
}
