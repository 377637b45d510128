//! A figure as inline SVG: `currentColor`, no ids, no styles, about a kilobyte.

use crate::geometry::{Figure, Role, Shape, Step};

/// The opening of an inline SVG on the grid. It is decoration: the page says the sport's name beside it.
pub(crate) const OPEN: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\" fill=\"none\" \
     stroke=\"currentColor\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">";

/// One decimal is a tenth of a unit on a grid of 96: finer than any screen shows.
fn number(out: &mut String, value: f32) {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if !(out.ends_with(|c: char| c.is_ascii_alphabetic()) || text.starts_with('-')) {
        out.push(' ');
    }
    out.push_str(if text == "-0" { "0" } else { text });
}

fn path(out: &mut String, steps: &[Step]) {
    for step in steps {
        match *step {
            Step::Move(p) => {
                out.push('M');
                number(out, p.x);
                number(out, p.y);
            }
            Step::Line(p) => {
                out.push('L');
                number(out, p.x);
                number(out, p.y);
            }
            Step::Curve(c, p) => {
                out.push('Q');
                for value in [c.x, c.y, p.x, p.y] {
                    number(out, value);
                }
            }
            Step::Close => out.push('Z'),
        }
    }
}

fn attribute(name: &str, value: f32) -> String {
    let mut text = String::from("a");
    number(&mut text, value);
    format!(" {name}=\"{}\"", &text[1..])
}

/// The marks inside the `<svg>` element; neighbours that look alike share one path.
pub(crate) fn marks(figure: &Figure) -> String {
    let mut out = String::new();
    let mut open: Option<(Role, f32, bool)> = None;
    for mark in &figure.marks {
        let tone = if mark.role == Role::Far { " opacity=\".55\"" } else { "" };
        match &mark.shape {
            Shape::Stroke { path: steps, width } | Shape::Fill { path: steps, width } => {
                let filled = matches!(mark.shape, Shape::Fill { .. });
                let look = (mark.role, *width, filled);
                // A tone is never shared: two see-through strokes in one path would not look as drawn.
                if open == Some(look) && mark.role != Role::Far {
                    path(&mut out, steps);
                } else {
                    if open.is_some() {
                        out.push_str("\"/>");
                    }
                    let fill = if filled { " fill=\"currentColor\"" } else { "" };
                    out.push_str(&format!("<path{tone}{fill}{} d=\"", attribute("stroke-width", *width)));
                    path(&mut out, steps);
                    open = Some(look);
                }
            }
            Shape::Ring { centre, radius, .. } | Shape::Disc { centre, radius } => {
                if open.take().is_some() {
                    out.push_str("\"/>");
                }
                let place = [("cx", centre.x), ("cy", centre.y), ("r", *radius)].map(|(n, v)| attribute(n, v)).concat();
                let look = match mark.shape {
                    Shape::Ring { width, .. } => attribute("stroke-width", width),
                    _ => " fill=\"currentColor\" stroke=\"none\"".to_owned(),
                };
                out.push_str(&format!("<circle{tone}{place}{look}/>"));
            }
        }
    }
    if open.is_some() {
        out.push_str("\"/>");
    }
    out
}

pub(crate) fn document(figure: &Figure) -> String {
    format!("{OPEN}{}</svg>", marks(figure))
}
