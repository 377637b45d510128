//! `doctor`: looks at the host and the data, says what is well and what is not, and changes nothing but a probe object
//! that it removes again.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use grandstand_app::mail;
use grandstand_media::{Objects, Tools};
use grandstand_store::{Db, backup, job, log};

use crate::{config::Config, key};

const PROBE: &str = "doctor/probe.bin";
/// How many missing objects are named.
const NAMED: usize = 5;

#[derive(Default)]
struct Findings {
    bad: usize,
}

fn good(sentence: &str) {
    println!("ok    {sentence}");
}

fn note(sentence: &str) {
    println!("note  {sentence}");
}

impl Findings {
    fn bad(&mut self, sentence: &str) {
        self.bad += 1;
        println!("BAD   {sentence}");
    }
}

/// Looks at everything; an error if anything that is needed is not well.
pub(crate) async fn run(config: &Config) -> Result<()> {
    let mut findings = Findings::default();
    good("The configuration fits together.");
    if config.master_key().exists() {
        match key::load_or_make(&config.master_key()) {
            Ok(master) => {
                good("The master key is there, for its owner only.");
                let public = grandstand_app::ctx::signing_key(&master).public().text();
                good(&format!("Others check this host by its public key: {public}"));
            }
            Err(error) => findings.bad(&format!("{error:#}")),
        }
    } else {
        note("There is no master key yet; the first start makes one.");
    }
    let objects = objects(config, &mut findings).await;
    database(config, objects.as_ref(), &mut findings).await;
    mail_server(config, &mut findings).await;
    for found in Tools::find(config.media.clone()).await.doctor().await {
        match (found.good, found.needed) {
            (true, _) => good(&found.sentence),
            (false, true) => findings.bad(&found.sentence),
            (false, false) => note(&found.sentence),
        }
    }
    match findings.bad {
        0 => Ok(()),
        1 => bail!("One thing needs you."),
        many => bail!("{many} things need you."),
    }
}

/// Writes, reads and removes a probe.
async fn objects(config: &Config, findings: &mut Findings) -> Option<Objects> {
    let objects = match Objects::open(&config.objects()) {
        Ok(objects) => objects,
        Err(error) => {
            findings.bad(&format!("The object store cannot be opened: {error}"));
            return None;
        }
    };
    let probed = async {
        objects.put_bytes(PROBE, bytes::Bytes::from_static(b"probe"), "application/octet-stream").await?;
        let read = objects.get_bytes(PROBE).await?;
        objects.delete(PROBE).await?;
        Ok::<_, grandstand_media::MediaError>(read.as_ref() == b"probe")
    };
    match probed.await {
        Ok(true) => good("Objects can be written, read and removed."),
        Ok(false) => findings.bad("The object store gives back other bytes than it was given."),
        Err(error) => findings.bad(&format!("The object store does not work: {error}")),
    }
    Some(objects)
}

async fn database(config: &Config, objects: Option<&Objects>, findings: &mut Findings) {
    let url = config.database();
    if let Some(path) = url.strip_prefix("sqlite:")
        && !std::path::Path::new(path).exists()
    {
        note("There is no database yet; the first start makes one.");
        return;
    }
    let looked = async {
        let db = Db::open(&url, 2).await?;
        let mut tx = db.begin_read().await?;
        let head = log::head(&mut tx).await?;
        let dead = job::dead(&mut tx).await?;
        let referred = backup::referred(&mut tx).await?;
        let outbox = mail::outbox(&mut tx).await?;
        drop(tx);
        db.close().await;
        Ok::<_, grandstand_app::AppError>((head, dead, referred, outbox))
    };
    match looked.await {
        Ok((head, dead, referred, outbox)) => {
            good(&format!("The database opens; its log ends at {head}."));
            if dead > 0 {
                findings.bad(&format!("{dead} jobs have failed for good. The log of the server says why."));
            }
            let letters = crate::mail::sentence(outbox);
            if outbox.failed > 0 {
                findings.bad(&format!("{letters} Put right what is wrong, then: grandstand mail again"));
            } else {
                good(&letters);
            }
            if let Some(objects) = objects {
                missing(objects, &referred, findings).await;
            }
        }
        Err(error) => findings.bad(&format!("The database does not open: {error}")),
    }
}

async fn mail_server(config: &Config, findings: &mut Findings) {
    let settings = &config.app.mail;
    if !settings.is_set() {
        return note("There is no mail server, so no e-mail is sent.");
    }
    match mail::knock(settings, "localhost").await {
        Ok(()) => good("The mail server lets us in."),
        Err(why) => findings.bad(&format!("The mail server does not let us in: {why}")),
    }
}

async fn missing(objects: &Objects, referred: &BTreeSet<String>, findings: &mut Findings) {
    let there: BTreeSet<String> = match objects.list("").await {
        Ok(found) => found.into_iter().map(|object| object.key).collect(),
        Err(error) => return findings.bad(&format!("The objects cannot be listed: {error}")),
    };
    let missing: Vec<&str> = referred.difference(&there).map(String::as_str).collect();
    if missing.is_empty() {
        good(&format!("All {} objects that the database refers to are there.", referred.len()));
    } else {
        let some = missing.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        findings.bad(&format!("{} objects are missing, such as {some}. Restore them from a backup.", missing.len()));
    }
}
