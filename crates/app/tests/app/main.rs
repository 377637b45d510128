//! Use cases on both databases, one module per noun.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

mod account;
mod act;
mod acting;
mod block;
mod booking;
mod capture;
mod course_film;
mod feed;
mod games;
mod group;
mod import;
mod invitation;
mod jobs;
mod learning;
mod mail;
mod organisation;
mod own_time;
mod passkey;
mod post;
mod push;
mod reminder;
mod removal;
mod report;
mod results;
mod review;
mod session;
mod situation;
mod stage;
mod team_account;
mod timeline;
mod upload;
mod views;
mod waiting_list;
mod walkup;
mod workshop;
mod workshop_desk;

use grandstand_app::{
    Ctx,
    ctx::Settings,
    mail::{MailSettings, Tls},
    push::Reach,
};
use grandstand_media::MediaSettings;
use grandstand_testkit::{Scratch, TestWorld, means};

fn settings() -> Settings {
    Settings { public_url: "http://localhost:8400".to_owned(), push: Reach::Loopback, ..Settings::default() }
}

/// A server on a scratch database. Two servers on one database share `world`.
async fn server(scratch: &Scratch, world: &TestWorld) -> Ctx {
    let means = means(scratch.folder.path(), MediaSettings::default()).await;
    Ctx::new(scratch.db.clone(), settings(), means, world.clone(), Box::new([7; 32]).into())
}

/// As [`server`], with a mail server that wants no password.
async fn server_with_mail(scratch: &Scratch, world: &TestWorld, port: u16) -> Ctx {
    let mail = MailSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: Tls::None,
        from: "programme@team.example".to_owned(),
        ..MailSettings::default()
    };
    let means = means(scratch.folder.path(), MediaSettings::default()).await;
    Ctx::new(scratch.db.clone(), Settings { mail, ..settings() }, means, world.clone(), Box::new([7; 32]).into())
}
