//! The page on which someone lets an app in: which app, since when it is known here, where they will be sent, and what it
//! may do, in plain words. Nothing is decided by following a link: the answer is a form with the session's token.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::oauth::{self, Consent, OUT_OF_BAND, Refused, Wish};
use serde::{Deserialize, Serialize};

use crate::{
    ask::Ask,
    error::WebError,
    form::Posted,
    params::Params,
    respond::{Page, html},
    security::FormEndsAt,
    show::moment,
    view::Moment,
};

/// What stands in the address, carried through the form.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Asked {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: String,
    code_challenge: String,
    code_challenge_method: String,
    /// `allow`, or anything else.
    decision: String,
}

impl Asked {
    fn of(params: &Params) -> Self {
        let text = |name: &str| params.text(name).to_owned();
        Self {
            client_id: text("client_id"),
            redirect_uri: text("redirect_uri"),
            response_type: text("response_type"),
            scope: text("scope"),
            state: text("state"),
            code_challenge: text("code_challenge"),
            code_challenge_method: text("code_challenge_method"),
            decision: String::new(),
        }
    }

    fn wish(&self) -> Wish<'_> {
        Wish {
            client_id: &self.client_id,
            redirect_uri: &self.redirect_uri,
            response_type: &self.response_type,
            scope: &self.scope,
            code_challenge: &self.code_challenge,
            code_challenge_method: &self.code_challenge_method,
        }
    }
}

#[derive(Template)]
#[template(path = "oauth/consent.html")]
struct ConsentPage {
    page: Page,
    asked: Asked,
    name: String,
    website: String,
    known: Moment,
    /// Where they will be sent: a host, or the scheme of an app on the device; empty for a code to copy.
    place: String,
    handle: String,
    scopes: Vec<String>,
}

#[derive(Template)]
#[template(path = "oauth/refused.html")]
struct RefusedPage {
    page: Page,
    sentence: String,
}

#[derive(Template)]
#[template(path = "oauth/code.html")]
struct CodePage {
    page: Page,
    code: String,
    name: String,
}

/// `GET /oauth/authorize`.
pub(super) async fn ask(ask: Ask) -> Result<Response, WebError> {
    let query = ask.path.split_once('?').map(|(_, query)| query);
    let params = Params::of_query(query);
    let asked = Asked::of(&params);
    let consent = match oauth::consider(&ask.web.ctx, asked.wish()).await? {
        Ok(consent) => consent,
        Err(refused) => return Ok(refuse(&ask, &asked, &refused)),
    };
    let Some(viewer) = ask.viewer.as_ref().filter(|_| !params.is("force_login")) else {
        let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let kept = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs.filter(|(name, _)| name != "force_login"))
            .finish();
        let back: String =
            url::form_urlencoded::byte_serialize(format!("/oauth/authorize?{kept}").as_bytes()).collect();
        let again = if ask.viewer.is_some() { "again=1&" } else { "" };
        return Ok(Redirect::to(&format!("/sign-in?{again}next={back}")).into_response());
    };
    let page = Page::titled(&ask, "consent-title");
    let shown = ConsentPage {
        name: consent.app.name.clone(),
        website: consent.app.website.clone(),
        known: moment(consent.app.created_at, &ask.words),
        place: place(&consent.redirect_uri),
        handle: viewer.handle.to_string(),
        scopes: consent
            .scopes
            .shortest()
            .into_iter()
            .map(|scope| ask.words.t(&format!("scope-{}", scope.as_str().replace(':', "-"))))
            .collect(),
        asked,
        page,
    };
    let mut response = html(&shown);
    if let Some(source) = source(&consent.redirect_uri) {
        response.extensions_mut().insert(FormEndsAt(source));
    }
    Ok(response)
}

/// `POST /oauth/authorize`.
pub(super) async fn answer(Posted { ask, form }: Posted<Asked>) -> Result<Response, WebError> {
    let who = ask.signed_in()?;
    let consent = match oauth::consider(&ask.web.ctx, form.wish()).await? {
        Ok(consent) => consent,
        Err(refused) => return Ok(refuse(&ask, &form, &refused)),
    };
    if form.decision != "allow" {
        return Ok(refuse(&ask, &form, &Refused::There("access_denied", consent.redirect_uri)));
    }
    let code = oauth::allow(&ask.web.ctx, who, &consent).await?;
    if consent.redirect_uri == OUT_OF_BAND {
        return Ok(show_code(&ask, code, consent));
    }
    Ok(send_to(&ask, &consent.redirect_uri, &[("code", &code)], &form.state))
}

fn show_code(ask: &Ask, code: String, consent: Consent) -> Response {
    let page = Page::titled(ask, "consent-code-title");
    let mut response = html(&CodePage { page, code, name: consent.app.name });
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// Says here what stands in the way, or sends the browser to the app with the word of it.
fn refuse(ask: &Ask, asked: &Asked, refused: &Refused) -> Response {
    match refused {
        Refused::There(word, uri) if uri != OUT_OF_BAND => send_to(ask, uri, &[("error", word)], &asked.state),
        Refused::There("access_denied", _) => said(ask, StatusCode::OK, "consent-denied"),
        Refused::There(..) => said(ask, StatusCode::BAD_REQUEST, "consent-wish-wrong"),
        Refused::Here(key) => said(ask, StatusCode::BAD_REQUEST, key),
    }
}

fn said(ask: &Ask, code: StatusCode, key: &str) -> Response {
    let page = Page::titled(ask, "consent-title");
    (code, html(&RefusedPage { page, sentence: ask.words.t(key) })).into_response()
}

/// To the app's address, which the app has registered letter by letter, with further names in its query.
fn send_to(ask: &Ask, uri: &str, more: &[(&str, &str)], state: &str) -> Response {
    let Ok(mut url) = url::Url::parse(uri) else {
        return said(ask, StatusCode::BAD_REQUEST, "consent-redirect-unknown");
    };
    url.query_pairs_mut().extend_pairs(more);
    if !state.is_empty() {
        url.query_pairs_mut().append_pair("state", state);
    }
    // Against mixing up two servers (RFC 9207).
    url.query_pairs_mut().append_pair("iss", ask.web.ctx.settings.public_url.trim_end_matches('/'));
    Redirect::to(url.as_str()).into_response()
}

/// What people recognise of an address.
fn place(uri: &str) -> String {
    if uri == OUT_OF_BAND {
        return String::new();
    }
    url::Url::parse(uri).map_or_else(
        |_| String::new(),
        |url| url.host_str().map_or_else(|| format!("{}:", url.scheme()), str::to_owned),
    )
}

/// An address as a source expression of a content security policy.
fn source(uri: &str) -> Option<String> {
    let url = url::Url::parse(uri).ok().filter(|_| uri != OUT_OF_BAND)?;
    match url.origin() {
        origin @ url::Origin::Tuple(..) => Some(origin.ascii_serialization()),
        url::Origin::Opaque(_) => Some(format!("{}:", url.scheme())),
    }
}
