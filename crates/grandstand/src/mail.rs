//! `mail`: how the outbox stands, letters that were set aside tried again, and one letter to try the mail server out.

use anyhow::{Result, anyhow};
use clap::Subcommand;
use grandstand_app::{
    Ctx,
    invite::Event,
    mail::{self, CalendarPart, Letter, Outbox},
};
use grandstand_domain::{
    mail::{Fault, Method},
    time::{DAY, HOUR},
};

use crate::people::said;

#[derive(Debug, Subcommand)]
pub(crate) enum MailCommand {
    /// Say how many letters wait and how many were set aside
    State,
    /// Send the letters that were set aside again
    Again,
    /// Send one letter with a calendar invitation, to see whether it arrives
    Try {
        /// To whom
        address: String,
        /// Take the invitation of an earlier try back instead, by its number
        #[arg(long, value_name = "NUMBER")]
        cancel: Option<i64>,
    },
}

pub(crate) async fn run(ctx: &Ctx, command: MailCommand) -> Result<()> {
    match command {
        MailCommand::State => {
            let mut tx = ctx.begin_read().await.map_err(said)?;
            println!("{}", sentence(mail::outbox(&mut tx).await.map_err(said)?));
        }
        MailCommand::Again => {
            let count = mail::again(ctx).await.map_err(said)?;
            println!("{count} letters wait again. The server sends them.");
        }
        MailCommand::Try { address, cancel } => {
            if !ctx.settings.mail.is_set() {
                return Err(anyhow!("There is no mail server: set app.mail.host and app.mail.from."));
            }
            let number = cancel.unwrap_or_else(|| ctx.id());
            let sent = mail::try_out(ctx, &address, letter(ctx, number, cancel.is_some())).await;
            sent.map_err(|why| anyhow!("The mail server did not take it: {why}"))?;
            println!("The mail server has it. The number of the invitation is\n{number}");
        }
    }
    Ok(())
}

/// How the outbox stands, in a sentence.
pub(crate) fn sentence(outbox: Outbox) -> String {
    let why = match outbox.fault {
        None | Some(Fault::None) => "",
        Some(Fault::NoServer) => "; most of them since there is no mail server",
        Some(Fault::Unreachable) => "; most of them since the mail server cannot be reached",
        Some(Fault::SignIn) => "; most of them since the mail server does not let us in",
        Some(Fault::Later) => "; most of them since the mail server asks to come later",
        Some(Fault::Refused) => "; most of them since the mail server will not take them",
        Some(Fault::Address) => "; most of them since there is no address any more",
    };
    format!("{} letters wait, {} were set aside{why}.", outbox.waiting, outbox.failed)
}

fn letter(ctx: &Ctx, number: i64, cancelled: bool) -> Letter {
    let host = ctx.host_name();
    let say = |key: &str| ctx.words("", key, &[("host", host.clone())]);
    let from = grandstand_domain::id::made_at(number).plus(DAY);
    let event = Event {
        uid: format!("try-{number}"),
        sequence: u32::from(cancelled),
        from,
        until: from.plus(HOUR),
        summary: say("mail-try-event"),
        place: String::new(),
        description: say("mail-try-text"),
        organiser_name: ctx.settings.mail.from_name.clone(),
        url: ctx.settings.public_url.clone(),
    };
    let method = if cancelled { Method::Cancel } else { Method::Request };
    Letter {
        kind: "try",
        subject: say(if cancelled { "mail-try-cancelled" } else { "mail-try-subject" }),
        text: say("mail-try-text"),
        calendar: Some(CalendarPart { method, event }),
    }
}
