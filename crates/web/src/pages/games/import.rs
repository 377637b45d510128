//! An import on the page: the file comes in, everyone sees what it would do, and then it does it.

use askama::Template;
use axum::{
    extract::{Multipart, Path, Query},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    import::{self, Counts, Import, ImportError, Kept, Kind, Outcome, Reason, Report, ReportLine},
};
use grandstand_domain::{id::ImportId, invalid::Invalid, permit::Act};
use serde::Deserialize;

use super::{
    Office,
    one::{Shown, show_again},
};
use crate::{
    ask::Ask,
    error::{WebError, sentence},
    form::{Faults, Posted, check_token},
    respond::{Page, html},
    words::Words,
};

/// Lines of each outcome that a preview shows.
const LINES_MOST: usize = 100;

/// What the form with the file says.
#[derive(Default)]
struct Sent {
    csrf: String,
    kind: String,
    organisation: String,
    name: String,
    bytes: Vec<u8>,
}

/// `POST /staff/games/SLUG/import`: keeps the file and goes to its preview.
pub(super) async fn send(Path(slug): Path<String>, ask: Ask, mut body: Multipart) -> Result<Response, WebError> {
    let mut sent = Sent::default();
    let too_large = || WebError::from(Invalid::one("file", "import-file-large"));
    while let Some(field) = body.next_field().await.map_err(|_| too_large())? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            // The token stands before the file in the form, so a foreign one is refused before a byte is kept.
            check_token(&ask, &sent.csrf)?;
            field.file_name().unwrap_or_default().clone_into(&mut sent.name);
            sent.bytes = field.bytes().await.map_err(|_| too_large())?.to_vec();
            continue;
        }
        let text = field.text().await.map_err(|_| too_large())?;
        match name.as_str() {
            "csrf" => sent.csrf = text,
            "kind" => sent.kind = text,
            "organisation" => sent.organisation = text,
            _ => {}
        }
    }
    check_token(&ask, &sent.csrf)?;
    let office = Office::open(&ask, &slug, &sent.organisation, Act::SeeRoster).await?;
    let kind = Kind::of(&sent.kind).ok_or_else(|| Invalid::one("kind", "import-kind"));
    let kept = match kind {
        Ok(kind) => {
            let organisation = office.organisation.as_ref().filter(|_| !kind.is_of_games()).map(|o| o.slug.clone());
            let games = office.games.slug.clone();
            let wish =
                Import { kind, bytes: sent.bytes, organisation, games, zone: None, correct: false, replace: false };
            import::keep(&ask.web.ctx, ask.actor()?, wish, &sent.name).await
        }
        Err(fault) => Err(fault.into()),
    };
    match kept {
        Ok(id) => Ok(Redirect::to(&format!("/staff/games/{slug}/import/{id}")).into_response()),
        Err(error) => {
            let file_faults = Faults::from_error(error)?;
            show_again(&ask, office, Shown { file_faults, kind: sent.kind, ..Shown::default() }).await
        }
    }
}

/// The choices of an import.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choices {
    correct: String,
    replace: String,
}

/// Some lines of one outcome.
struct Section {
    title: String,
    /// Which it is, for a name within the page.
    id: &'static str,
    lines: Vec<Line>,
    /// How many more there are.
    more: usize,
}

/// A line as the preview shows it.
struct Line {
    number: String,
    about: String,
    why: String,
}

#[derive(Template)]
#[template(path = "games/import.html")]
struct PreviewPage {
    page: Page,
    games: String,
    games_name: String,
    id: String,
    /// What the file holds, in words.
    kind: String,
    is_roster: bool,
    file: String,
    organisation: String,
    /// Why nothing could be read; empty when something was.
    unreadable: String,
    notes: Vec<String>,
    counts: Counts,
    sections: Vec<Section>,
    is_correct: bool,
    is_replace: bool,
    removes: bool,
    does_something: bool,
}

/// `GET /staff/games/SLUG/import/ID`: what the import would do.
pub(super) async fn preview(
    ask: Ask,
    Path((slug, id)): Path<(String, ImportId)>,
    Query(choices): Query<Choices>,
) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let kept = waiting(&ask, &slug, id).await?;
    let (is_correct, is_replace) = (choices.correct == "1", choices.replace == "1");
    let wish = Import { correct: is_correct, replace: is_replace, ..kept.import };
    let (unreadable, report) = match import::preview(&ask.web.ctx, me, &wish).await {
        Ok(report) => (String::new(), report),
        Err(error) => (said(error, &ask.words)?, Report::default()),
    };
    let office = Office::open(&ask, &slug, wish.organisation.as_deref().unwrap_or_default(), Act::SeeRoster).await?;
    let page = Page::titled(&ask, "import-preview").in_section("me");
    let counts = report.counts();
    let notes = report.zone.iter().map(|zone| page.words.t1("import-note-zone", "zone", zone.as_str())).collect();
    Ok(html(&PreviewPage {
        games: slug,
        games_name: office.games.name,
        id: id.to_string(),
        kind: page.t(&format!("import-kind-{}", wish.kind.as_str())),
        is_roster: wish.kind == Kind::Roster,
        file: kept.name,
        organisation: if wish.kind.is_of_games() {
            String::new()
        } else {
            office.organisation.map(|o| o.name).unwrap_or_default()
        },
        unreadable,
        notes,
        sections: sections(&report, &page.words),
        does_something: counts.new + counts.changed > 0 || (report.removes && counts.gone > 0),
        removes: report.removes,
        counts,
        is_correct,
        is_replace,
        page,
    }))
}

/// `POST /staff/games/SLUG/import/ID`
pub(super) async fn import(
    Path((slug, id)): Path<(String, ImportId)>,
    Posted { ask, form }: Posted<Choices>,
) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let kept = waiting(&ask, &slug, id).await?;
    let done = import::import_kept(&ask.web.ctx, me, id, form.correct == "1", form.replace == "1").await;
    let report = match done {
        Ok(report) => report,
        Err(ImportError::App(error)) => return Err(error.into()),
        // The preview says why nothing can be read.
        Err(_) => return Ok(Redirect::to(&format!("/staff/games/{slug}/import/{id}")).into_response()),
    };
    let Counts { new, changed, unchanged, gone, refused } = report.counts();
    let gone = if report.removes { gone } else { 0 };
    let organisation = kept.import.organisation.map(|o| format!("&organisation={o}")).unwrap_or_default();
    let counts = format!("new={new}&changed={changed}&unchanged={unchanged}&refused={refused}&gone={gone}");
    Ok(Redirect::to(&format!("/staff/games/{slug}?done=imported&{counts}{organisation}")).into_response())
}

/// The viewer's file, if it is for this Games.
async fn waiting(ask: &Ask, slug: &str, id: ImportId) -> Result<Kept, WebError> {
    let kept = import::kept(&ask.web.ctx, ask.actor()?, id).await?;
    if kept.import.games == slug { Ok(kept) } else { Err(AppError::NotFound.into()) }
}

/// Why nothing could be read, in words; errors of another kind pass through to their own page.
fn said(error: ImportError, words: &Words) -> Result<String, WebError> {
    match error {
        ImportError::Unreadable(why) => Ok(words.with_all(why.key(), &why.values())),
        ImportError::NoOrganisation { .. } => Ok(words.t("import-no-organisation")),
        ImportError::App(error @ AppError::Invalid(_)) => Ok(sentence(&error, words)),
        ImportError::App(error) => Err(error.into()),
    }
}

fn sections(report: &Report, words: &Words) -> Vec<Section> {
    let mut sections: Vec<Section> = ["refused", "odd", "changed", "gone", "new"]
        .into_iter()
        .map(|id| Section { title: words.t(&format!("import-section-{id}")), id, lines: Vec::new(), more: 0 })
        .collect();
    for line in &report.lines {
        let id = match line.outcome {
            Outcome::Refused(_) => "refused",
            Outcome::Changed(_) => "changed",
            Outcome::Gone => "gone",
            Outcome::New => "new",
            Outcome::Unchanged => continue,
        };
        put(&mut sections, id, || shown(line, words));
    }
    for remark in &report.remarks {
        put(&mut sections, "odd", || Line {
            number: remark.line.to_string(),
            about: format!("{} {}", remark.code, remark.what).trim().to_owned(),
            why: reasoned(&remark.reason, words),
        });
    }
    sections.retain(|section| !section.lines.is_empty());
    sections
}

/// Puts a line into a section, as long as there is room.
fn put(sections: &mut [Section], id: &str, line: impl FnOnce() -> Line) {
    let Some(section) = sections.iter_mut().find(|section| section.id == id) else { return };
    if section.lines.len() < LINES_MOST {
        section.lines.push(line());
    } else {
        section.more += 1;
    }
}

fn reasoned(reason: &Reason, words: &Words) -> String {
    words.t2(reason.key, "value", reason.value.as_str(), "line", i64::try_from(reason.line).unwrap_or_default())
}

fn shown(line: &ReportLine, words: &Words) -> Line {
    let why = match &line.outcome {
        Outcome::Refused(reason) => reasoned(reason, words),
        Outcome::Changed(changes) => {
            let change = |change: &import::Change| {
                let field = words.t(&format!("import-field-{}", change.field));
                if change.before.is_empty() && change.after.is_empty() {
                    return field;
                }
                let or_none = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
                format!("{field}: {} → {}", or_none(&change.before), or_none(&change.after))
            };
            changes.iter().map(change).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    };
    Line {
        number: line.line.map(|n| n.to_string()).unwrap_or_default(),
        about: format!("{} {}", line.code, line.what).trim().to_owned(),
        why,
    }
}
