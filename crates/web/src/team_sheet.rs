//! The style sheet with every team's colour: one rule per organisation, so that any element, a fragment's too, is in a
//! team's colour by naming it, and no page needs an inline style.

use std::fmt::Write as _;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use grandstand_domain::colour::Colour;
use sha2::{Digest, Sha256};

use crate::ask::Ask;

/// The grounds on which a team's text colour has to be readable: the hardest of the light theme and of the dark one.
const HARDEST: (Colour, Colour) = (Colour(0xe8, 0xec, 0xf6), Colour(0x13, 0x1a, 0x2e));

/// The sheet and the name of its content.
#[derive(Clone, Debug, Default)]
pub(crate) struct TeamSheet {
    css: String,
    hash: String,
}

impl TeamSheet {
    /// The sheet of these teams: slug and colour of each.
    pub(crate) fn of<'a>(teams: impl IntoIterator<Item = (&'a str, Colour)>) -> Self {
        let mut css = String::new();
        for (slug, team) in teams {
            let (on, light, dark) = (team.ink(), team.readable_on(HARDEST.0, 4.5), team.readable_on(HARDEST.1, 4.5));
            // A slug holds a-z, 0-9 and hyphens only. Writing to a String cannot fail.
            let _ = writeln!(
                css,
                "[data-team=\"{slug}\"]{{--team:{team};--on-team:{on};--team-text:light-dark({light},{dark})}}"
            );
        }
        let hash = Sha256::digest(&css).iter().take(6).fold(String::new(), |mut hash, byte| {
            let _ = write!(hash, "{byte:02x}");
            hash
        });
        Self { css, hash }
    }

    /// Where the sheet is served; the address changes with its content.
    pub(crate) fn address(&self) -> String {
        format!("/teams.css?v={}", self.hash)
    }
}

/// `GET /teams.css?v=HASH`.
pub(crate) async fn sheet(ask: Ask) -> Response {
    let sheet = ask.web.team_sheet();
    let asked = ask.path.rsplit_once("v=").map_or("", |(_, hash)| hash);
    let cache = if asked == sheet.hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, cache)], sheet.css.clone())
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_is_readable_on_both_grounds_and_named_by_its_content() {
        let sheet = TeamSheet::of([("albany", Colour(0x0d, 0x3b, 0x8c))]);
        assert!(
            sheet.css.starts_with(
                "[data-team=\"albany\"]{--team:#0d3b8c;--on-team:#ffffff;--team-text:light-dark(#0d3b8c,#"
            )
        );
        assert_ne!(sheet.address(), TeamSheet::of([("albany", Colour(0x0d, 0x3b, 0x8d))]).address());
    }
}
