//! How things are shown: numbers, times, pictures drawn by code, and what people wrote. Written once, so every page says
//! a number and a moment in the same way.

use std::sync::OnceLock;

use grandstand_domain::sport::Sport;

const DRAWN: &str = "fill=\"none\" stroke=\"currentColor\" stroke-linecap=\"round\" stroke-linejoin=\"round\"";

/// Grandstand's mark as inline SVG, for the brand and for end cards.
pub(crate) fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| {
        let marks = grandstand_pictogram::logo_path();
        format!("<svg class=\"brand-mark\" viewBox=\"0 0 96 96\" aria-hidden=\"true\"><g {DRAWN}>{marks}</g></svg>")
    })
}

/// A sport's pictogram as inline SVG; say the sport's name beside it.
pub(crate) fn pictogram(sport: Sport) -> &'static str {
    static DRAWN_ONCE: OnceLock<Vec<String>> = OnceLock::new();
    let all = DRAWN_ONCE.get_or_init(|| {
        let draw = |sport: &Sport| {
            let marks = grandstand_pictogram::svg_path(*sport);
            format!("<svg class=\"pictogram\" viewBox=\"0 0 96 96\" aria-hidden=\"true\"><g {DRAWN}>{marks}</g></svg>")
        };
        Sport::ALL.iter().map(draw).collect()
    });
    Sport::ALL.iter().position(|s| *s == sport).map_or("", |at| all[at].as_str())
}
