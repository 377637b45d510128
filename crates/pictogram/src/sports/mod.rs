//! One drawing per sport, in families that share a skeleton, a boat, a bicycle or a wheelchair.

mod air;
mod boats;
mod chairs;
mod combat;
mod court;
mod cycles;
mod field;
mod strength;
mod target;
mod water;

use grandstand_domain::sport::Sport;

use std::sync::LazyLock;

use crate::geometry::{Figure, GRID, at};

/// How a sport is drawn.
pub(crate) struct Moving {
    /// The figure at a phase.
    pub(crate) draw: fn(f32) -> Figure,
    /// The phase of the still.
    pub(crate) still: f32,
    /// The length of the loop.
    pub(crate) seconds: f32,
}

const fn loops(draw: fn(f32) -> Figure, still: f32, seconds: f32) -> Moving {
    Moving { draw, still, seconds }
}

/// The drawing of a sport.
pub(crate) fn moving(sport: Sport) -> Moving {
    match sport {
        Sport::Archery => loops(target::archery, 0.45, 3.0),
        Sport::Athletics => loops(field::athletics, 0.0, 0.7),
        Sport::Badminton => loops(court::badminton, 0.5, 1.5),
        Sport::Basketball => loops(court::basketball, 0.5, 1.8),
        Sport::Boxing => loops(combat::boxing, 0.32, 1.1),
        Sport::CanoeSlalom => loops(boats::slalom, 0.1, 1.4),
        Sport::CanoeSprint => loops(boats::canoe, 0.12, 1.2),
        Sport::Climbing => loops(air::climbing, 0.0, 2.4),
        Sport::CyclingRoad => loops(cycles::road, 0.12, 0.8),
        Sport::CyclingTrack => loops(cycles::track, 0.12, 0.6),
        Sport::Diving => loops(air::diving, 0.98, 1.5),
        Sport::Equestrian => loops(air::equestrian, 0.4, 1.2),
        Sport::Fencing => loops(combat::fencing, 0.5, 1.6),
        Sport::Football => loops(field::football, 0.5, 1.4),
        Sport::Gymnastics => loops(air::gymnastics, 0.5, 2.2),
        Sport::Hockey => loops(field::hockey, 0.3, 1.4),
        Sport::Judo => loops(combat::judo, 0.7, 2.2),
        Sport::Rowing => loops(boats::rowing, 0.0, 1.8),
        Sport::Rugby => loops(field::rugby, 0.0, 0.8),
        Sport::Sailing => loops(boats::sailing, 0.0, 3.0),
        Sport::Shooting => loops(target::shooting, 0.0, 2.4),
        Sport::Skateboarding => loops(air::skateboarding, 0.5, 1.6),
        Sport::Surfing => loops(water::surfing, 0.0, 2.4),
        Sport::Swimming => loops(water::swimming, 0.0, 1.3),
        Sport::TableTennis => loops(court::table_tennis, 0.4, 1.0),
        Sport::Taekwondo => loops(combat::taekwondo, 0.5, 1.6),
        Sport::Tennis => loops(court::tennis, 0.38, 1.8),
        Sport::Triathlon => loops(field::triathlon, 0.0, 0.8),
        Sport::Volleyball => loops(court::volleyball, 0.5, 1.6),
        Sport::Weightlifting => loops(strength::weightlifting, 0.62, 3.0),
        Sport::ParaArchery => loops(target::para_archery, 0.45, 3.0),
        Sport::ParaAthletics => loops(field::para_athletics, 0.5, 0.7),
        Sport::ParaBadminton => loops(chairs::badminton, 0.5, 1.6),
        Sport::Boccia => loops(chairs::boccia, 0.62, 2.6),
        Sport::ParaCanoe => loops(boats::para_canoe, 0.12, 1.2),
        Sport::ParaCycling => loops(cycles::handbike, 0.1, 0.8),
        Sport::Goalball => loops(target::goalball, 0.4, 2.0),
        Sport::ParaPowerlifting => loops(strength::powerlifting, 0.5, 2.6),
        Sport::ParaRowing => loops(boats::para_rowing, 0.0, 1.8),
        Sport::ParaSwimming => loops(water::para_swimming, 0.0, 1.4),
        Sport::ParaTableTennis => loops(chairs::table_tennis, 0.4, 1.1),
        Sport::WheelchairBasketball => loops(chairs::basketball, 0.5, 1.8),
        Sport::WheelchairFencing => loops(combat::wheelchair_fencing, 0.5, 1.6),
        Sport::WheelchairRugby => loops(chairs::rugby, 0.3, 1.0),
        Sport::WheelchairTennis => loops(chairs::tennis, 0.5, 1.6),
    }
}

/// Where a drawing stands on the grid: a scale, then a shift.
#[derive(Clone, Copy)]
struct Fit {
    scale: f32,
    x: f32,
    y: f32,
}

/// How far ink stays from the edge of the grid.
const MARGIN: f32 = 2.4;
/// The most a drawing is enlarged, so that the family keeps one size of person.
const ENLARGED_MOST: f32 = 1.24;

/// Every drawing is made as large as its whole loop allows and set in the middle.
static FITS: LazyLock<Vec<Fit>> = LazyLock::new(|| Sport::ALL.iter().map(|s| fit(moving(*s).draw)).collect());

fn fit(draw: fn(f32) -> Figure) -> Fit {
    let mut around = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for step in 0..96_u8 {
        let [left, top, right, bottom] = draw(f32::from(step) / 96.0).bounds();
        around = [around[0].min(left), around[1].min(top), around[2].max(right), around[3].max(bottom)];
    }
    let [left, top, right, bottom] = around;
    let room = GRID - 2.0 * MARGIN;
    // Line widths do not shrink with the rest, so a drawing that must shrink gives up a little more.
    let scale = (room / (right - left).max(bottom - top)).min(ENLARGED_MOST);
    let scale = if scale < 1.0 { scale - (1.0 - scale) * 0.12 } else { scale };
    Fit {
        scale,
        x: GRID / 2.0 - scale * f32::midpoint(left, right),
        y: GRID / 2.0 - scale * f32::midpoint(top, bottom),
    }
}

/// The drawing of a sport at a phase, set on the grid.
pub(crate) fn fitted(sport: Sport, phase: f32) -> Figure {
    let figure = (moving(sport).draw)(phase);
    match Sport::ALL.iter().position(|s| *s == sport).and_then(|at| FITS.get(at)) {
        Some(fit) => figure.mapped(fit.scale, |p| at(p.x * fit.scale + fit.x, p.y * fit.scale + fit.y)),
        None => figure,
    }
}
