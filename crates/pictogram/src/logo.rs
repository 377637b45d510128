//! Grandstand's own mark: a stadium from above, two tiers around a field of play, drawn as a G under one floodlight.

use crate::geometry::{Figure, Role, Step, arc, at};
use crate::svg;

/// The mark as geometry: tiers in [`Role::Body`], the light in [`Role::Kit`].
pub fn logo_figure() -> Figure {
    let mut figure = Figure::new();
    let centre = at(44.0, 52.0);
    // The outer tier, turning into the field of play at its end.
    let mut outer = arc(centre, 35.0, -62.0, -360.0);
    outer.push(Step::Line(centre.moved(13.0, 0.0)));
    figure.path(Role::Body, 11.0, outer);
    figure.path(Role::Body, 8.0, arc(centre, 18.5, -74.0, -318.0));
    figure.disc(Role::Kit, at(79.0, 20.0), 9.0);
    figure
}

/// The mark as inline SVG in `currentColor`.
pub fn logo() -> String {
    svg::document(&logo_figure())
}

/// What stands inside the `<svg>` of [`logo`], for a page that opens its own, as with [`crate::svg_path`].
pub fn logo_path() -> String {
    svg::marks(&logo_figure())
}

/// The mark as a stand-alone icon on the deep ground, its light in `accent` (`#rrggbb`).
pub fn favicon(accent: grandstand_domain::colour::Colour) -> String {
    let figure = logo_figure();
    let tiers = Figure { marks: figure.marks.iter().filter(|m| m.role == Role::Body).cloned().collect() };
    let light = Figure { marks: figure.marks.iter().filter(|m| m.role == Role::Kit).cloned().collect() };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\"><rect width=\"96\" height=\"96\" rx=\"22\" fill=\"#0a0f1e\"/>\
         <g transform=\"translate(9.6 9.6) scale(.8)\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\
         <g stroke=\"#f4f6ff\">{}</g><g color=\"{accent}\">{}</g></g></svg>",
        svg::marks(&tiers),
        svg::marks(&light)
    )
}
