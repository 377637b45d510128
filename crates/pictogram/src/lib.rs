//! Sport pictograms drawn on one 96 × 96 grid, still or moving, as plain geometry: round-capped limbs, a head that
//! floats, a few strokes for kit. Every [`Sport`] has one, and each moves in a loop. The same figures stand in chips,
//! empty states and films, and Grandstand's own mark is drawn here too.

mod body;
mod geometry;
mod keys;
mod logo;
mod sports;
mod svg;

use grandstand_domain::sport::Sport;

pub use geometry::{Figure, GRID, Mark, Point, Role, Shape, Step};
pub use logo::{favicon, logo, logo_figure, logo_path};

/// The pictogram of a sport at `phase` of its loop (0 to 1; anything else is wrapped).
pub fn figure(sport: Sport, phase: f32) -> Figure {
    sports::fitted(sport, if phase.is_finite() { phase.rem_euclid(1.0) } else { 0.0 })
}

/// The phase at which the pictogram says most, for a still.
pub fn still_phase(sport: Sport) -> f32 {
    sports::moving(sport).still
}

/// How long one loop lasts when it is shown moving, in seconds.
pub fn loop_seconds(sport: Sport) -> f32 {
    sports::moving(sport).seconds
}

/// The still pictogram as inline SVG in `currentColor`, hidden from screen readers: write the sport's name beside it.
pub fn svg(sport: Sport) -> String {
    svg::document(&figure(sport, still_phase(sport)))
}

/// What stands inside the `<svg>` of [`svg`], for a page that opens its own: it needs `viewBox="0 0 96 96"`,
/// `fill="none"`, `stroke="currentColor"` and round caps and joins.
pub fn svg_path(sport: Sport) -> String {
    svg::marks(&figure(sport, still_phase(sport)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_phase_of_every_sport_stays_on_the_grid(phase in 0.0_f32..1.0) {
            for sport in Sport::ALL {
                let [left, top, right, bottom] = figure(*sport, phase).bounds();
                prop_assert!(left >= 0.0 && top >= 0.0 && right <= GRID && bottom <= GRID, "{sport:?} at {phase}: {left} {top} {right} {bottom}");
            }
        }
    }

    #[test]
    fn every_sport_moves_without_a_jump() {
        for sport in Sport::ALL {
            assert!(figure(*sport, 0.0) != figure(*sport, 0.4), "{sport:?} does not move");
            let (end, start) = (figure(*sport, 0.999_9).bounds(), figure(*sport, 0.0).bounds());
            for (a, b) in end.iter().zip(start) {
                assert!((a - b).abs() < 1.0, "{sport:?} jumps where its loop closes: {end:?} {start:?}");
            }
        }
    }

    #[test]
    fn svg_is_small_and_clean() {
        for sport in Sport::ALL {
            let svg = svg(*sport);
            assert!(svg.len() < 2200, "{sport:?}: {} bytes", svg.len());
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
            assert!(!svg.contains(" id=") && !svg.contains("NaN") && !svg.contains("style"));
            assert_eq!(svg.matches('"').count() % 2, 0);
        }
    }
}
