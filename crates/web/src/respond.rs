//! Answers: a page's frame and how a template becomes a response.

use std::sync::Arc;

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use grandstand_app::{acting::Acting, session::SignedIn};
use grandstand_domain::{account::Role, acting::Bound};

use crate::{
    ask::Ask,
    assets::Assets,
    error::WebError,
    words::{LANGUAGES, Words},
};

/// What the frame around every page needs. A page's template has it as `page` and extends `base.html`.
#[derive(Clone)]
pub(crate) struct Page {
    /// The title without the name of the site.
    pub(crate) title: String,
    /// One or two sentences for search engines and link previews; empty for none.
    pub(crate) description: String,
    /// The words of the reader's language.
    pub(crate) words: Words,
    /// Who is signed in.
    pub(crate) viewer: Option<SignedIn>,
    /// The token for forms.
    pub(crate) csrf: String,
    /// The nonce for `<script>` elements.
    pub(crate) nonce: String,
    /// Path and query, for links that come back here.
    pub(crate) path: String,
    /// Whether the page can be opened again by its address: not one that answers a form.
    pub(crate) may_return: bool,
    /// Which item of the main navigation is this page: `discover`, `following`, `upload`, `notifications`, `me` or empty.
    pub(crate) section: &'static str,
    /// The slug of the team in whose colour this page stands; empty for none.
    pub(crate) team: String,
    /// The address of the sheet with every team's colour.
    pub(crate) team_sheet: String,
    /// How many notifications the viewer has not read.
    pub(crate) unread: i64,
    /// Whether search engines are asked to pass by.
    pub(crate) unlisted: bool,
    /// What a link preview shows, beside title and description.
    pub(crate) preview: Option<Preview>,
    /// Addresses of feeds and of the oEmbed description, as (`type`, `href`, `title`).
    pub(crate) alternates: Vec<(&'static str, String, String)>,
    /// The address under which search engines should know this page; empty for none.
    pub(crate) canonical: String,
    /// For whom the viewer's browser acts, said on every page.
    pub(crate) acting: Option<Acting>,
    /// Whether this host can send letters.
    pub(crate) has_mail: bool,
    /// The rooms of the programme office that the viewer may open; only on its own pages.
    pub(crate) rooms: Vec<&'static str>,
    open_athletes: bool,
    assets: Arc<Assets>,
}

/// What OpenGraph and Twitter cards say of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Preview {
    /// Absolute address of a picture.
    pub(crate) image: String,
    /// What the picture shows.
    pub(crate) image_alt: String,
    /// Absolute address of an MP4 file; empty for a page without a film.
    pub(crate) video: String,
    /// Absolute address of the embeddable player; empty likewise.
    pub(crate) player: String,
    /// Width of the film in pixels.
    pub(crate) width: u32,
    /// Height of the film in pixels.
    pub(crate) height: u32,
}

impl Page {
    /// The frame of a page with this title.
    pub(crate) fn new(ask: &Ask, title: &str) -> Self {
        Self {
            title: title.to_owned(),
            description: String::new(),
            words: ask.words.clone(),
            viewer: ask.viewer.clone(),
            csrf: ask.csrf(),
            nonce: ask.nonce.text(&ask.web.ctx).to_owned(),
            path: ask.path.clone(),
            may_return: ask.is_get,
            section: "",
            team: String::new(),
            team_sheet: ask.web.team_sheet().address(),
            unread: 0,
            unlisted: false,
            preview: None,
            alternates: Vec::new(),
            canonical: String::new(),
            acting: ask.acting.clone(),
            has_mail: ask.web.ctx.settings.mail.is_set(),
            rooms: Vec::new(),
            open_athletes: ask.web.ctx.athletes_may_join(),
            assets: Arc::clone(&ask.web.assets),
        }
    }

    /// A frame without a request, for tests of templates.
    #[cfg(test)]
    pub(crate) fn blank() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            words: Words::choose(None, None),
            viewer: None,
            csrf: "token".to_owned(),
            nonce: "nonce".to_owned(),
            path: "/".to_owned(),
            may_return: true,
            section: "",
            team: String::new(),
            team_sheet: String::new(),
            unread: 0,
            unlisted: false,
            preview: None,
            alternates: Vec::new(),
            canonical: String::new(),
            acting: None,
            has_mail: true,
            rooms: Vec::new(),
            open_athletes: false,
            assets: Arc::default(),
        }
    }

    /// The frame of a page whose title is under a key.
    pub(crate) fn titled(ask: &Ask, key: &str) -> Self {
        Self::new(ask, &ask.words.t(key))
    }

    /// The same with an item of the main navigation marked.
    pub(crate) fn in_section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// The address of a built file.
    pub(crate) fn asset(&self, name: &str) -> &str {
        self.assets.url(name)
    }

    /// The sentence under a key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// As a page of the programme office, which leads to those of its rooms that the viewer may open.
    pub(crate) async fn in_office(mut self, ask: &Ask) -> Result<Self, WebError> {
        self.rooms = crate::pages::rooms(ask).await?;
        Ok(self)
    }

    /// The languages to choose from: tag, name, whether it is this page's.
    pub(crate) fn languages(&self) -> Vec<(&'static str, &'static str, bool)> {
        LANGUAGES.iter().map(|(tag, name)| (*tag, *name, *tag == self.words.tag())).collect()
    }

    /// The address of an icon in the sprite.
    pub(crate) fn icon(&self, name: &str) -> String {
        format!("{}#{name}", self.asset("icons.svg"))
    }

    /// Grandstand's mark as inline SVG.
    #[expect(clippy::unused_self, reason = "templates call it on the page")]
    pub(crate) fn mark(&self) -> &'static str {
        crate::show::mark()
    }

    /// Whether a part of the page is left out: it is the athlete's own, or the viewer's hand is not let do it. `bound` is a word of
    /// [`Bound`], or empty for what is never done for someone.
    pub(crate) fn keeps_out(&self, bound: &str) -> bool {
        let given = |acting: &Acting| acting.bounds.iter().any(|one: &Bound| one.as_str() == bound);
        self.acting.as_ref().is_some_and(|acting| !given(acting))
    }

    /// Whether the viewer is an athlete, who may let others act for them.
    pub(crate) fn is_athlete(&self) -> bool {
        self.viewer.as_ref().is_some_and(|v| v.actor.role == Role::Athlete)
    }

    /// Whether the viewer may post films, or may make themselves someone who does; while they act for somebody, for them.
    pub(crate) fn may_post(&self) -> bool {
        if self.acting.is_some() {
            return !self.keeps_out(Bound::Prepare.as_str());
        }
        let role = self.viewer.as_ref().map(|v| v.actor.role);
        role.is_some_and(|role| role.may_post() || (self.open_athletes && role == Role::Supporter))
    }

    /// Whether the viewer may read reports.
    pub(crate) fn may_moderate(&self) -> bool {
        self.acting.is_none() && self.viewer.as_ref().is_some_and(|v| v.actor.role.may_moderate())
    }
}

/// HTML that was written already, as an answer for one viewer.
pub(crate) fn html_text(body: String) -> Response {
    ([(header::CACHE_CONTROL, "private, no-cache"), (header::VARY, "Cookie, Accept-Language")], Html(body))
        .into_response()
}

/// A template as an HTML answer. Pages are for one viewer: never kept by a shared cache.
pub(crate) fn html(template: &impl Template) -> Response {
    match template.render() {
        Ok(body) => html_text(body),
        Err(error) => {
            tracing::error!(%error, "a template could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
