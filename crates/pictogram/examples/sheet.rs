//! Renders every pictogram on one sheet: `cargo run -p grandstand-pictogram --example sheet -- still.png` for the
//! stills, or `… -- moving.png athletics` for eight phases of some sports.

use grandstand_domain::sport::Sport;
use grandstand_pictogram::{Figure, Role, Shape, Step, figure, logo_figure, still_phase};
use tiny_skia::{FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, Transform};

#[expect(clippy::many_single_char_names, reason = "coordinates and colour channels")]
fn paint(pixmap: &mut Pixmap, figure: &Figure, x: f32, y: f32, size: f32, two_tone: bool) {
    let place = Transform::from_scale(size / 96.0, size / 96.0).post_translate(x, y);
    for mark in &figure.marks {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        let (r, g, b, a) = match (two_tone, mark.role) {
            (true, Role::Kit) => (255, 107, 44, 255),
            (true, Role::Ground) => (96, 120, 190, 255),
            (_, Role::Far) => (244, 246, 255, 140),
            _ => (244, 246, 255, 255),
        };
        paint.set_color_rgba8(r, g, b, a);
        let stroke =
            |width: f32| Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        let build = |steps: &[Step]| {
            let mut path = PathBuilder::new();
            for step in steps {
                match *step {
                    Step::Move(p) => path.move_to(p.x, p.y),
                    Step::Line(p) => path.line_to(p.x, p.y),
                    Step::Curve(c, p) => path.quad_to(c.x, c.y, p.x, p.y),
                    Step::Close => path.close(),
                }
            }
            path.finish()
        };
        match &mark.shape {
            Shape::Stroke { path, width } => {
                if let Some(path) = build(path) {
                    pixmap.stroke_path(&path, &paint, &stroke(*width), place, None);
                }
            }
            Shape::Fill { path, width } => {
                if let Some(path) = build(path) {
                    pixmap.fill_path(&path, &paint, FillRule::Winding, place, None);
                    pixmap.stroke_path(&path, &paint, &stroke(*width), place, None);
                }
            }
            Shape::Ring { centre, radius, width } => {
                if let Some(path) = PathBuilder::from_circle(centre.x, centre.y, *radius) {
                    pixmap.stroke_path(&path, &paint, &stroke(*width), place, None);
                }
            }
            Shape::Disc { centre, radius } => {
                if let Some(path) = PathBuilder::from_circle(centre.x, centre.y, *radius) {
                    pixmap.fill_path(&path, &paint, FillRule::Winding, place, None);
                }
            }
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "sheet.png".to_owned());
    let sports: Vec<Sport> = arguments.filter_map(|slug| Sport::by_slug(&slug)).collect();
    let cell = 150.0_f32;
    let ground = tiny_skia::Color::from_rgba8(10, 15, 30, 255);
    let mut pixmap;
    if sports.is_empty() {
        pixmap = Pixmap::new(1200, 1260).ok_or("no pixmap")?;
        pixmap.fill(ground);
        for (index, sport) in (0_u16..).zip(Sport::ALL) {
            let (x, y) = (f32::from(index % 8) * cell, f32::from(index / 8) * (cell + 60.0));
            let still = figure(*sport, still_phase(*sport));
            paint(&mut pixmap, &still, x + 12.0, y + 10.0, cell - 24.0, true);
            paint(&mut pixmap, &still, x + 20.0, y + cell - 2.0, 48.0, false);
            paint(&mut pixmap, &still, x + 90.0, y + cell + 12.0, 24.0, false);
        }
        paint(&mut pixmap, &logo_figure(), 1050.0 + 12.0, 1050.0 + 10.0, cell - 24.0, true);
        paint(&mut pixmap, &logo_figure(), 1050.0 + 90.0, 1050.0 + cell + 12.0, 24.0, false);
    } else {
        let rows = u16::try_from(sports.len())?;
        pixmap = Pixmap::new(1200, u32::from(rows) * 150).ok_or("no pixmap")?;
        pixmap.fill(ground);
        for (row, sport) in (0_u16..).zip(&sports) {
            for column in 0..8_u8 {
                let phase = f32::from(column) / 8.0;
                paint(
                    &mut pixmap,
                    &figure(*sport, phase),
                    f32::from(column) * cell + 8.0,
                    f32::from(row) * cell + 8.0,
                    cell - 16.0,
                    true,
                );
            }
        }
    }
    pixmap.save_png(file)?;
    Ok(())
}
