//! `games`: makes, changes and lists Games.

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};
use grandstand_app::{Ctx, games};
use grandstand_domain::{
    account::Actor,
    games::{Day, Days},
};
use grandstand_store as store;

use crate::people::said;

#[derive(Debug, Subcommand)]
pub(crate) enum GamesCommand {
    /// Make a Games
    Create(Said),
    /// Change what a Games is called, and when and where it is; what is not given stays
    Set(Said),
    /// List Games: short name, name, time zone, and the days of village, opening and closing, one a line
    List,
}

#[derive(Debug, Args)]
pub(crate) struct Said {
    /// Its short name in addresses: a-z, 0-9 and -
    slug: String,
    /// Its name as people say it [default: made of the short name]
    #[arg(long, default_value = "")]
    name: String,
    /// Its time zone, such as Europe/London or +01:00
    #[arg(long, default_value = "")]
    zone: String,
    /// The day the village opens, such as 2028-07-07
    #[arg(long, value_name = "DAY")]
    village: Option<String>,
    /// The day of the opening ceremony
    #[arg(long, value_name = "DAY")]
    opening: Option<String>,
    /// The day of the closing ceremony
    #[arg(long, value_name = "DAY")]
    closing: Option<String>,
    /// Minutes between two places of which no way is stated [default: 45; `set` leaves it]
    #[arg(long, value_name = "MINUTES", default_value = "")]
    way: String,
}

pub(crate) async fn run(ctx: &Ctx, command: GamesCommand) -> Result<()> {
    match command {
        GamesCommand::Create(form) => {
            let made = games::create(ctx, &Actor::HOST, &form.slug, form.form()?).await.map_err(said)?;
            println!("Made the Games {} ({}).", made.name, made.slug);
        }
        GamesCommand::Set(form) => {
            let before = store::games::by_slug(&mut ctx.begin_read().await.map_err(said)?, &form.slug).await?;
            let before = before.ok_or_else(|| anyhow!("There are no Games {} here.", form.slug))?;
            let form = form.over(before);
            let set = games::update(ctx, &Actor::HOST, &form.slug, form.form()?).await.map_err(said)?;
            println!("Set the Games {} ({}).", set.name, set.slug);
        }
        GamesCommand::List => {
            let mut tx = ctx.begin_read().await.map_err(said)?;
            for games in store::games::list(&mut tx).await? {
                let day = |day: Option<Day>| day.map_or_else(|| "-".to_owned(), |d| d.to_string());
                let days = [games.days.village, games.days.opening, games.days.closing].map(day).join("\t");
                println!("{}\t{}\t{}\t{days}", games.slug, games.name, games.zone.as_deref().unwrap_or("-"));
            }
        }
    }
    Ok(())
}

impl Said {
    /// What is said, and for the rest what stands.
    fn over(self, before: store::games::Games) -> Self {
        let or = |said: String, stands: String| if said.is_empty() { stands } else { said };
        let day = |said: Option<String>, stands: Option<Day>| said.or_else(|| stands.map(|day| day.to_string()));
        Self {
            name: or(self.name, before.name),
            zone: or(self.zone, before.zone.unwrap_or_default()),
            village: day(self.village, before.days.village),
            opening: day(self.opening, before.days.opening),
            closing: day(self.closing, before.days.closing),
            ..self
        }
    }

    fn form(&self) -> Result<games::Form<'_>> {
        let day = |text: &Option<String>| {
            let parsed = text.as_ref().map(|text| text.parse::<Day>()).transpose();
            parsed.map_err(|error| said(error.into()))
        };
        let days = Days { village: day(&self.village)?, opening: day(&self.opening)?, closing: day(&self.closing)? };
        Ok(games::Form { name: &self.name, zone: &self.zone, days, way_minutes: &self.way })
    }
}
