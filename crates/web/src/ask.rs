//! Who asks, in which language, for which page: what a handler knows of a request before it reads the body.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts, OriginalUri},
    http::{Extensions, HeaderMap, HeaderValue, Method, header, request::Parts},
};
use grandstand_app::{
    AppError,
    acting::{self, Acting, Doer},
    session::{self, SignedIn},
    throttle::Origin,
};
use grandstand_domain::{
    account::Actor,
    acting::Bound,
    scope::{Scope, Scopes},
};

use crate::{
    cookie,
    error::WebError,
    security::{self, Nonce},
    state::Web,
    words::Words,
};

/// A request, from the point of view of a page.
#[derive(Clone)]
pub(crate) struct Ask {
    /// What every handler shares.
    pub(crate) web: Web,
    /// Who is signed in, by cookie or bearer token.
    pub(crate) viewer: Option<SignedIn>,
    /// For whom their browser acts at the moment; none when for themselves. No page is shown as that athlete by this alone: a
    /// handler asks [`Ask::doer`].
    pub(crate) acting: Option<Acting>,
    /// Their language.
    pub(crate) words: Words,
    /// Path and query as asked.
    pub(crate) path: String,
    /// Whether a page was asked for, and no form was sent.
    pub(crate) is_get: bool,
    /// Whether a program asks: the answer is JSON, errors too.
    pub(crate) wants_json: bool,
    /// Whether the session came as a bearer token, which no foreign page can send for someone.
    pub(crate) by_token: bool,
    pub(crate) nonce: Nonce,
    /// Where the request comes from, for counting how often.
    pub(crate) origin: Origin,
    /// The host the reader opened the page at, as the browser says it.
    pub(crate) host: String,
    user_agent: Option<HeaderValue>,
}

impl Ask {
    /// The signed-in viewer, who acts for themselves.
    ///
    /// # Errors
    /// Sends a page to the sign-in form and back here; answers 401 to a program. Refuses a browser that acts for an athlete:
    /// what is the viewer's own and what is the athlete's are never mixed up.
    pub(crate) fn signed_in(&self) -> Result<&SignedIn, WebError> {
        self.for_oneself()?;
        self.viewer.as_ref().ok_or_else(|| AppError::SignInFirst.into())
    }

    /// Passes for whoever does not act for somebody, signed in or not: what a page shows of the viewer's own is closed meanwhile.
    ///
    /// # Errors
    /// `Conflict`, as [`Ask::signed_in`].
    pub(crate) fn for_oneself(&self) -> Result<(), WebError> {
        if self.acting.is_some() { Err(AppError::Conflict("acting-here").into()) } else { Ok(()) }
    }

    /// The signed-in viewer as the one who acts. Errors as [`Ask::signed_in`].
    pub(crate) fn actor(&self) -> Result<&Actor, WebError> {
        self.signed_in().map(|s| &s.actor)
    }

    /// Who does what this page is for: the viewer, or the athlete for whom their browser acts where one of these bounds is given.
    /// The use case asks the rule anew.
    ///
    /// # Errors
    /// As [`Ask::signed_in`]; refuses what the athlete does not let be done.
    pub(crate) fn doer(&self, any_of: &[Bound]) -> Result<Doer, WebError> {
        let Some(acting) = &self.acting else { return Ok(self.actor()?.into()) };
        let mut answer = Err(AppError::Conflict("acting-here"));
        for bound in any_of {
            answer = answer.or_else(|_| acting.doer(*bound));
        }
        Ok(answer?)
    }

    /// The value of a name in the query; none when it is missing or empty.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// The value of a name in the query, which may be empty; none when it is missing.
    pub(crate) fn given(&self, name: &str) -> Option<String> {
        let (_, query) = self.path.split_once('?')?;
        Some(url::form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == name)?.1.into_owned())
    }

    /// The browser as its owner would call it: "Firefox on Linux".
    pub(crate) fn device(&self) -> String {
        device(self.user_agent.as_ref().and_then(|v| v.to_str().ok()).unwrap_or_default())
    }

    /// The token that this viewer's forms carry.
    pub(crate) fn csrf(&self) -> String {
        self.viewer.as_ref().map(|v| security::csrf_token(&self.web.csrf_key, v.session, v.acts_by)).unwrap_or_default()
    }
}

impl FromRequestParts<Web> for Ask {
    type Rejection = WebError;

    /// For pages and for our own interface. An app that acts for someone has no business on the pages, where passwords are
    /// changed and other apps let in; under our own interface it needs all of `read` or all of `write`, and never passkeys.
    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let ask = Self::of_program(parts, web).await?;
        let grant = ask.viewer.as_ref().and_then(|who| who.grant);
        if grant.is_some_and(|(_, scopes)| !app_may(&parts.method, &ask.path, scopes)) {
            return Err(AppError::Conflict("scope-missing").into());
        }
        Ok(ask)
    }
}

impl Ask {
    /// For interfaces that check by themselves what an app may do.
    pub(crate) async fn of_program(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let bearer = bearer(&parts.headers);
        let secret = bearer.or_else(|| cookie::read(&parts.headers, cookie::SESSION));
        let viewer = match secret {
            Some(secret) => session::authenticate(&web.ctx, secret).await?,
            None => None,
        };
        if bearer.is_some() && viewer.is_none() {
            return Err(AppError::SignInFirst.into());
        }
        let by_token = bearer.is_some();
        let acting = match &viewer {
            Some(who) if !by_token => acting::current(&web.ctx, who).await?,
            _ => None,
        };
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |u| &u.0);
        // What someone chose for their account holds on every device; without one, this browser's own choice.
        let own = viewer.as_ref().map(|v| v.language.clone()).filter(|tag| !tag.is_empty());
        let chosen = own.as_deref().or_else(|| cookie::read(&parts.headers, cookie::LANGUAGE));
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Ok(Self {
            web: web.clone(),
            words: Words::choose(chosen, accepted),
            viewer,
            acting,
            path: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            is_get: parts.method == Method::GET,
            wants_json: wants_json(uri.path(), &parts.headers),
            by_token,
            nonce: parts.extensions.get::<Nonce>().cloned().unwrap_or_default(),
            origin: origin(&parts.extensions, &parts.headers, web.settings.behind_proxy),
            host: text(&parts.headers, header::HOST).to_owned(),
            user_agent: parts.headers.get(header::USER_AGENT).cloned(),
        })
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// The peer, or behind a proxy the last address that the proxy added: the ones before it are the sender's own words.
pub(crate) fn origin(extensions: &Extensions, headers: &HeaderMap, behind_proxy: bool) -> Origin {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let named = headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
    let named = named.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    Origin(named.filter(|_| behind_proxy).or(peer))
}

/// What an app may ask for outside the client API.
fn app_may(method: &Method, path: &str, scopes: Scopes) -> bool {
    let own = path.strip_prefix("/api/grandstand/v1/").is_some_and(|rest| !rest.starts_with("passkeys"));
    match (own, changes(method)) {
        (true, false) => scopes.contains(Scope::Read),
        (true, true) => scopes.contains(Scope::Write),
        (false, changes) => path.starts_with("/media/") && !changes && scopes.contains(Scope::ReadStatuses),
    }
}

/// A browser and its system, from its User-Agent; order matters, since most claim to be several.
fn device(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ];
    let find = |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| user_agent.contains(mark)).map(|f| f.1);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => user_agent.split(['/', ' ']).next().unwrap_or_default().chars().take(40).collect(),
    }
}

/// The secret of an `Authorization: Bearer` header (RFC 6750, section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Programs ask under `/api`, or say that they accept JSON and not HTML.
pub(crate) fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    path.starts_with("/api/")
        || path.starts_with("/.well-known/")
        || (accepts.contains("application/json") && !accepts.contains("text/html"))
}

/// Whether a request may change something.
pub(crate) fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1";
        assert_eq!(device(chrome), "Chrome on Linux");
        assert_eq!(device(phone), "Safari on iPhone");
        assert_eq!(device("curl/8.1"), "curl");
        assert_eq!(device(""), "");
    }
}
