//! The documents by which apps find their way: OAuth's (RFC 8414), host-meta (RFC 6415), WebFinger (RFC 7033) and
//! NodeInfo (nodeinfo.diaspora.software, 2.0 and 2.1).

use axum::{
    Json,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use grandstand_app::AppError;
use grandstand_domain::{handle::Handle, scope::Scope};
use serde_json::{Value, json};

use crate::{
    error::WebError,
    mastodon::access::{Open, Routes},
};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/.well-known/oauth-authorization-server", server)
        .get("/.well-known/host-meta", host_meta)
        .get("/.well-known/host-meta.json", host_meta_json)
        .get("/.well-known/webfinger", webfinger)
        .get("/.well-known/nodeinfo", nodeinfo_list)
        .get("/nodeinfo/{version}", nodeinfo)
}

async fn server(ask: Open) -> Json<Value> {
    let at = |path: &str| ask.web.absolute(path);
    Json(json!({
        "issuer": ask.web.ctx.settings.public_url.trim_end_matches('/'),
        "service_documentation": "https://docs.joinmastodon.org/",
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "app_registration_endpoint": at("/api/v1/apps"),
        "revocation_endpoint": at("/oauth/revoke"),
        "userinfo_endpoint": at("/oauth/userinfo"),
        "scopes_supported": Scope::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

fn template(ask: &Open) -> String {
    ask.web.absolute("/.well-known/webfinger?resource={uri}")
}

async fn host_meta(ask: Open) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{}\"/>\n</XRD>\n",
        template(&ask)
    );
    ([(header::CONTENT_TYPE, "application/xrd+xml; charset=utf-8")], body).into_response()
}

async fn host_meta_json(ask: Open) -> Json<Value> {
    Json(json!({ "links": [{ "rel": "lrdd", "template": template(&ask) }] }))
}

/// Who stands behind `acct:handle@host` or the address of a profile.
async fn webfinger(ask: Open) -> Result<Response, WebError> {
    let resource = ask.query("resource").ok_or(AppError::NotFound)?;
    let host = authority(&ask.web);
    let handle = match resource.strip_prefix("acct:") {
        Some(acct) => {
            acct.trim_start_matches('@').rsplit_once('@').filter(|(_, at)| *at == host).map(|(handle, _)| handle)
        }
        None => resource.strip_prefix(&ask.web.absolute("/@")),
    };
    let handle: Handle = handle.and_then(|h| h.parse().ok()).ok_or(AppError::NotFound)?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let found = grandstand_store::account::by_handle(&mut tx, &handle).await?;
    let found = found.filter(grandstand_store::account::Account::is_active).ok_or(AppError::NotFound)?;
    let profile = ask.web.absolute(&format!("/@{}", found.handle));
    let body = json!({
        "subject": format!("acct:{}@{host}", found.handle),
        "aliases": [profile],
        "links": [{ "rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": profile }],
    });
    Ok(([(header::CONTENT_TYPE, "application/jrd+json; charset=utf-8")], body.to_string()).into_response())
}

/// The host of the public address, with its port where it has one of its own.
pub(crate) fn authority(web: &crate::state::Web) -> String {
    let public = &web.public;
    let host = public.host_str().unwrap_or("localhost");
    public.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

async fn nodeinfo_list(ask: Open) -> Json<Value> {
    let link = |version: &str| {
        json!({
            "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
            "href": ask.web.absolute(&format!("/nodeinfo/{version}")),
        })
    };
    Json(json!({ "links": [link("2.0"), link("2.1")] }))
}

async fn nodeinfo(ask: Open, Path(version): Path<String>) -> Result<Response, WebError> {
    let (name, home) = ("grandstand", "https://grandstand.example/source");
    let software = match version.as_str() {
        "2.0" => json!({ "name": name, "version": env!("CARGO_PKG_VERSION") }),
        "2.1" => json!({ "name": name, "version": env!("CARGO_PKG_VERSION"), "repository": home }),
        _ => return Err(AppError::NotFound.into()),
    };
    let views = &ask.web.ctx.views;
    let body = json!({
        "version": version,
        "software": software,
        "protocols": [],
        "services": { "inbound": [], "outbound": ["atom1.0"] },
        "openRegistrations": ask.web.ctx.settings.open_sign_up,
        "usage": { "users": {}, "localPosts": views.count() },
        "metadata": { "nodeName": "Grandstand", "upstream": { "name": "mastodon" } },
    });
    let kind = format!("application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/{version}#\"");
    Ok(([(header::CONTENT_TYPE, kind)], body.to_string()).into_response())
}
