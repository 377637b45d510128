//! The page of one film, with what is said about it.

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::{
    AppError, comment, post,
    viewer::{Marks, Viewer},
    views::{Author, Card},
};
use grandstand_domain::{
    account::Role,
    acting::Deed,
    id::{CommentId, PostId},
    media::MediaState,
    post::{PostState, ReplyPolicy, Visibility},
};
use grandstand_store::{ReadTx, journey};

use super::stage::drawn;
use crate::{
    ask::Ask,
    error::WebError,
    pages::watching,
    respond::{Page, Preview, html},
    show::{self, card, text},
    view::{CommentView, JourneyView, Moment, PersonView},
};

/// Threads on one page.
const THREADS: i64 = 50;

#[derive(Template)]
#[template(path = "film/one.html")]
struct One {
    page: Page,
    film: String,
    state: Option<Standing>,
    /// Why the viewer sees what is not published, and is not theirs; empty else.
    handed: &'static str,
    side: Side,
    comments: Vec<CommentView>,
    post_id: String,
    reply_to: String,
    may_comment: bool,
}

#[derive(Template)]
#[template(path = "film/comments.html")]
struct Comments {
    page: Page,
    side: Side,
    comments: Vec<CommentView>,
    post_id: String,
    reply_to: String,
    may_comment: bool,
}

#[derive(Template)]
#[template(path = "film/side_fragment.html")]
struct SideFragment {
    page: Page,
    side: Side,
    comments: Vec<CommentView>,
    post_id: String,
    reply_to: String,
    may_comment: bool,
}

/// What stands beside a film, but for the comments themselves.
struct Side {
    person: PersonView,
    posted: Moment,
    /// The viewer may change the film, which is published.
    may_edit: bool,
    journey: Option<JourneyView>,
    /// Where older comments are.
    older: Option<String>,
    /// The name of whom a reply answers; empty for none.
    replying: String,
}

/// Everything of [`Side`] with its comments.
struct Beside {
    side: Side,
    comments: Vec<CommentView>,
    reply_to: String,
    may_comment: bool,
}

/// Where an own film stands, when it is not simply there for everyone.
struct Standing {
    tone: &'static str,
    icon: &'static str,
    title: String,
    sentence: String,
    events: Option<String>,
    stage: String,
    percent: i64,
    rungs: Vec<(&'static str, bool)>,
    /// It can be watched already: then nothing on the page needs to change but the bar.
    playable: bool,
    /// It can be handed to a coach.
    for_coach: bool,
}

/// `GET /p/{id}`: one film. `fragment=film` answers with the film alone.
pub(crate) async fn film(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let card = find(&ask, &viewer, &id).await?;
    let marks = Marks::load(&ask.web.ctx, &viewer, std::slice::from_ref(&card)).await?;
    let known = card::mentioned(&ask, std::iter::once(&*card.caption)).await?;
    let mut page = frame(&ask, &card);
    let shown = card::film(&card, marks.own(&viewer, &card), 1, |h| known.contains(h), &ask.words);
    let film = drawn(&page, shown);
    if ask.query("fragment").as_deref() == Some("film") {
        return Ok(crate::respond::html_text(film));
    }
    let own = may_edit(&ask, &viewer, &card);
    let is_held = own && !post::held_back(&ask.web.ctx, &[&card]).await?.is_empty();
    let mut tx = ask.web.ctx.begin_read().await?;
    let is_material = own
        && card.state != PostState::Published
        && !grandstand_store::material::shown_by(&mut tx, card.id).await?.is_empty();
    let state = if own { standing(&ask, &card, is_material, is_held) } else { None };
    let handed = if own || card.state == PostState::Published {
        ""
    } else if card.author.role == Role::Team {
        "team-account-draft"
    } else {
        "film-handed"
    };
    let Beside { side, comments, reply_to, may_comment } = beside(&ask, &mut tx, &viewer, &card).await?;
    page.section = "";
    let may_comment = may_comment && card.state == PostState::Published;
    Ok(html(&One { page, film, state, handed, side, comments, post_id: card.id.to_string(), reply_to, may_comment }))
}

/// `GET /p/{id}/comments`: what is said about a film. `fragment=1` answers with the panel alone.
pub(crate) async fn comments(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let card = find(&ask, &viewer, &id).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let Beside { side, comments, reply_to, may_comment } = beside(&ask, &mut tx, &viewer, &card).await?;
    let mut page = Page::new(&ask, &ask.words.t1("comments-of", "name", &*card.author.name));
    page.unlisted = true;
    let post_id = card.id.to_string();
    if ask.query("fragment").is_some() {
        return Ok(html(&SideFragment { page, side, comments, post_id, reply_to, may_comment }));
    }
    Ok(html(&Comments { page, side, comments, post_id, reply_to, may_comment }))
}

/// The post that an address names, if this viewer may see it: published ones from memory, one's own from the database.
pub(super) async fn find(ask: &Ask, viewer: &Viewer, id: &str) -> Result<Card, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    if let Some(card) = ask.web.ctx.views.card(viewer, id) {
        return Ok(card);
    }
    post::card(&ask.web.ctx, viewer, id).await.map_err(WebError::from)
}

/// The frame of a film's page: titles, previews for other sites, and where its description for embedding is.
pub(super) fn frame(ask: &Ask, card: &Card) -> Page {
    let name = &*card.author.name;
    let caption = text::cut(&card.caption, 70);
    let title = if caption.is_empty() {
        ask.words.t1("film-title", "name", name)
    } else {
        ask.words.t2("film-title-caption", "name", name, "caption", caption.as_str())
    };
    let mut page = Page::new(ask, &title);
    let address = ask.web.absolute(&format!("/p/{}", card.id));
    page.description =
        if card.caption.is_empty() { card::alt(card, &ask.words) } else { text::cut(&card.caption, 200) };
    page.canonical.clone_from(&address);
    page.team = card.author.team.as_ref().map_or_else(String::new, |t| t.slug.to_string());
    page.unlisted = card.state != PostState::Published || card.visibility != Visibility::Public;
    if page.unlisted {
        return page;
    }
    let poster = card.film.poster.as_ref();
    let best = card.film.renditions.iter().rev().find(|r| r.rung.short_side() <= 720);
    page.preview = Some(Preview {
        image: poster.map_or_else(String::new, |p| ask.web.absolute(&p.jpeg)),
        image_alt: card::alt(card, &ask.words),
        video: best.map_or_else(String::new, |r| ask.web.absolute(&r.url)),
        player: format!("{address}/embed"),
        width: best.map_or(card.film.width, |r| r.width),
        height: best.map_or(card.film.height, |r| r.height),
    });
    let described =
        |format: &str| ask.web.absolute(&format!("/oembed?format={format}&url={}", text::in_query(&address)));
    page.alternates = vec![
        ("application/json+oembed", described("json"), title.clone()),
        ("text/xml+oembed", described("xml"), title),
    ];
    page
}

async fn beside(ask: &Ask, tx: &mut ReadTx, viewer: &Viewer, card: &Card) -> Result<Beside, WebError> {
    let before = ask.query("before").map(|id| id.parse::<CommentId>()).transpose().map_err(|_| AppError::NotFound)?;
    let said = comment::list(&ask.web.ctx, viewer, card.id, before, THREADS).await?;
    let known = card::mentioned(ask, show::comment::texts(&said.threads)).await?;
    let remove = ask.acting.as_ref().map(|acting| acting.may(Deed::DropComment, card.author.id));
    let may = show::comment::May { reply: said.open && remove.is_none(), remove };
    let view = |thread| show::comment::comment(thread, card.author.id, may, &known, &ask.words);
    let comments: Vec<CommentView> = said.threads.iter().map(view).collect();
    let answered = ask.query("reply").and_then(|id| comments.iter().find(|c| c.id == id && c.may_reply));
    let mut person = card::author_for(&card.author, viewer, &ask.words);
    person.note = line(&card.author, ask);
    let side = Side {
        person,
        posted: card.published_at.map_or_else(Moment::default, |at| show::moment(at, &ask.words)),
        may_edit: card.state == PostState::Published && may_edit(ask, viewer, card),
        journey: journey_of(ask, tx, card).await?,
        older: said.next.map(|next| format!("/p/{}/comments?before={next}", card.id)),
        replying: answered.map_or_else(String::new, |c| c.author.name.clone()),
    };
    let reply_to = answered.map_or_else(String::new, |c| c.id.clone());
    // Who is not signed in is asked to, where anybody may.
    let may_comment = said.open || (viewer.actor.is_none() && said.policy.is_some_and(|who| who != ReplyPolicy::Off));
    Ok(Beside { side, comments, reply_to, may_comment })
}

/// Whether it is the viewer's own film, or of whom they act for and may change it.
fn may_edit(ask: &Ask, viewer: &Viewer, card: &Card) -> bool {
    match &ask.acting {
        Some(acting) => acting.may(Deed::of_edit(card.state), card.author.id),
        None => viewer.actor.is_some_and(|a| a.account == card.author.id),
    }
}

/// Sport and team of an athlete in one line.
fn line(author: &Author, ask: &Ask) -> String {
    let sport = author.sport.map(|s| show::sport_name(s, &ask.words));
    let team = author.team.as_ref().map(|t| t.name.to_string());
    sport.into_iter().chain(team).collect::<Vec<_>>().join(" · ")
}

async fn journey_of(ask: &Ask, tx: &mut ReadTx, card: &Card) -> Result<Option<JourneyView>, WebError> {
    let Some(link) = &card.journey else { return Ok(None) };
    let Some(journey) = journey::get(tx, link.id).await? else { return Ok(None) };
    let milestones = journey::milestones(tx, link.id).await?;
    let steps = card::steps(&milestones, &show::today(ask.web.ctx.now()), &ask.words);
    Ok(Some(card::journey_card(&journey, &steps, &card.author, &ask.words)))
}

/// Where an own film stands, or one of whom the viewer acts for; `is_material` says that the people of a course see it though it is not
/// published, `is_held` that it waits and will not go out.
fn standing(ask: &Ask, card: &Card, is_material: bool, is_held: bool) -> Option<Standing> {
    let words = &ask.words;
    let (name, by_hand) = (&*card.author.name, ask.acting.is_some());
    let film = &card.film;
    let rungs = ["360", "480", "720", "1080"].map(|r| (r, film.renditions.iter().any(|p| p.rung.as_str() == r)));
    let say = |tone, icon, key: &str, sentence: String| Standing {
        tone,
        icon,
        title: words.t(key),
        sentence,
        events: None,
        stage: String::new(),
        percent: film.percent,
        rungs: rungs.to_vec(),
        playable: !film.renditions.is_empty(),
        for_coach: ask.acting.is_none() && card.state == PostState::Draft && !film.renditions.is_empty(),
    };
    let making = matches!(film.state, MediaState::Uploaded | MediaState::Accepted | MediaState::Playable);
    let events = making.then(|| format!("/api/grandstand/v1/posts/{}/events", card.id));
    let standing = match (film.state, card.state) {
        (MediaState::Refused, _) => {
            let word = film.refusal.map_or("unreadable", |r| r.as_str());
            say("danger", "circle-alert", "state-refused", words.t(&format!("refusal-{word}")))
        }
        (_, PostState::Scheduled | PostState::Waiting) if is_held => {
            say("danger", "circle-alert", "state-held", words.t1("state-held-what", "name", name))
        }
        (_, PostState::Draft) if by_hand => {
            say("info", "pencil", "state-draft", words.t1("acting-draft-what", "name", name))
        }
        (_, PostState::Draft) => {
            let who = if is_material { "state-draft-course" } else { "state-draft-what" };
            say("info", "pencil", "state-draft", words.t(who))
        }
        (_, PostState::Scheduled) => {
            let when = card.scheduled_at.map_or_else(String::new, |at| show::moment(at, words).human);
            let who = if is_material { "state-scheduled-course" } else { "state-scheduled-what" };
            let sentence = if by_hand {
                words.t2("acting-scheduled-what", "name", name, "when", when)
            } else {
                words.t1(who, "when", when)
            };
            say("info", "calendar", "state-scheduled", sentence)
        }
        (_, PostState::Waiting) => say("info", "clock", "state-waiting", words.t("state-waiting-what")),
        (MediaState::Playable, _) => say("info", "clock", "state-making", words.t("state-making-what")),
        (_, PostState::Published) if card.visibility == Visibility::Followers => {
            say("info", "lock", "state-followers", words.t("state-followers-what"))
        }
        _ => return None,
    };
    Some(Standing { events, ..standing })
}
