//! Styles, scripts, fonts and icons: built by the front end under hashed names, embedded in a release, read from disk in
//! development.

use std::collections::HashMap;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// The scripts set this to a hash of the front end's sources: a changed one makes the compiler embed the files anew.
const _: Option<&str> = option_env!("FRONT_END_STAMP");

/// The addresses of the built files.
#[derive(Debug, Default)]
pub(crate) struct Assets {
    urls: HashMap<String, String>,
}

impl Assets {
    /// Reads the manifest of the front-end build. Without one (not built yet) every address is that of a missing file.
    pub(crate) fn load() -> Self {
        let names: HashMap<String, String> =
            Dist::get("manifest.json").and_then(|f| serde_json::from_slice(&f.data).ok()).unwrap_or_default();
        Self { urls: names.into_iter().map(|(name, hashed)| (name, format!("/assets/{hashed}"))).collect() }
    }

    /// The address of a file by its logical name.
    pub(crate) fn url(&self, name: &str) -> &str {
        self.urls.get(name).map_or("/assets/missing", String::as_str)
    }

    /// The bytes of a file by its logical name; none where the front end is not built.
    pub(crate) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let file = Dist::get(self.urls.get(name)?.trim_start_matches("/assets/"))?;
        Some(file.data.into_owned())
    }
}

/// `GET /assets/{name}`: immutable, since the name carries a hash of the content.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    serve(&name, "public, max-age=31536000, immutable")
}

/// `GET /sw.js`: the service worker, under one name at the root so that it may serve every page.
pub(crate) async fn service_worker(ask: crate::ask::Ask) -> Response {
    serve(ask.web.assets.url("sw.js").trim_start_matches("/assets/"), "no-cache")
}

/// `GET /site.webmanifest`: what an installed Grandstand is called and looks like.
pub(crate) async fn manifest(ask: crate::ask::Ask) -> Response {
    serve(ask.web.assets.url("site.webmanifest").trim_start_matches("/assets/"), "public, max-age=3600")
}

fn serve(name: &str, cache: &'static str) -> Response {
    let Some(file) = Dist::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let body = match file.data {
        std::borrow::Cow::Borrowed(bytes) => bytes::Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => bytes.into(),
    };
    ([(header::CONTENT_TYPE, content_type(name)), (header::CACHE_CONTROL, cache)], body).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
