//! What the public page shows: who was given how much attention lately, and how unevenly.

use grandstand_domain::{account::EventGender, sport::Sport};

use crate::{ctx::Ctx, views::RosterFilter};

/// A group of athletes and what was given to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<T> {
    /// Which group.
    pub of: T,
    /// How many athletes with films it has.
    pub athletes: usize,
    /// Its part of all attention, from 0 to 1.
    pub attention: f64,
}

/// How many athletes, and how evenly attention was given to them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Athletes with films in Discover.
    pub athletes: usize,
    /// Of them, those who were given none.
    pub without: usize,
    /// The Gini coefficient: 0 is all alike, 1 is everything to one.
    pub gini: f64,
    /// The part that the hundredth of athletes with the most has, at least one athlete.
    pub top_hundredth: f64,
}

/// What was given lately: attention by place, Σ 1/log2(place + 1), which fades to half in a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// How evenly.
    pub counts: Counts,
    /// By sport, the most first.
    pub sports: Vec<Group<Sport>>,
    /// Olympic sports (false) and Paralympic sports (true).
    pub programmes: Vec<Group<bool>>,
    /// Athletes of women's, men's and open events, and those who did not state which.
    pub event_genders: Vec<Group<Option<EventGender>>>,
    /// New athletes (true) and all others (false).
    pub newcomers: Vec<Group<bool>>,
}

/// What counts of an athlete.
struct Athlete {
    sport: Option<Sport>,
    event_gender: Option<EventGender>,
    is_new: bool,
    attention: f64,
}

/// Works them out from the views.
pub fn figures(ctx: &Ctx) -> Figures {
    let (attention, published) = (ctx.views.attention(), ctx.views.first_published());
    let now = ctx.now();
    let mut athletes: Vec<Athlete> = Vec::new();
    for author in ctx.views.roster(&RosterFilter::default()) {
        let Some(first) = published.get(&author.id) else { continue };
        athletes.push(Athlete {
            sport: author.sport,
            event_gender: author.event_gender,
            is_new: now.since(*first) < NEW_MS,
            attention: attention.get(&author.id).copied().unwrap_or_default(),
        });
    }
    let total: f64 = athletes.iter().map(|a| a.attention).sum();
    // The sum of nothing is −0, which would be shown so.
    let part = |sum: f64| if total > 0.0 { sum / total + 0.0 } else { 0.0 };
    let group = |athletes: Vec<f64>| (athletes.len(), part(athletes.iter().sum()));
    let of =
        |wanted: &dyn Fn(&Athlete) -> bool| group(athletes.iter().filter(|a| wanted(a)).map(|a| a.attention).collect());
    let mut sports: Vec<Group<Sport>> = Sport::ALL
        .iter()
        .map(|sport| (*sport, of(&|a| a.sport == Some(*sport))))
        .filter(|(_, (athletes, _))| *athletes > 0)
        .map(|(of, (athletes, attention))| Group { of, athletes, attention })
        .collect();
    sports.sort_by(|a, b| b.attention.total_cmp(&a.attention).then(a.of.slug().cmp(b.of.slug())));
    let halves = |which: &dyn Fn(&Athlete) -> bool| {
        [false, true]
            .map(|side| (side, of(&|a| which(a) == side)))
            .map(|(of, (athletes, attention))| Group { of, athletes, attention })
            .to_vec()
    };
    let event_genders = [Some(EventGender::Women), Some(EventGender::Men), Some(EventGender::Open), None]
        .map(|stated| (stated, of(&|a| a.event_gender == stated)))
        .into_iter()
        .filter(|(_, (athletes, _))| *athletes > 0)
        .map(|(of, (athletes, attention))| Group { of, athletes, attention })
        .collect();
    Figures {
        counts: counts(athletes.iter().map(|a| a.attention).collect()),
        sports,
        programmes: halves(&|a| a.sport.is_some_and(Sport::is_para)),
        event_genders,
        newcomers: halves(&|a| a.is_new),
    }
}

/// For how long an athlete is new after their first film; the feed's own number.
const NEW_MS: i64 = 14 * grandstand_domain::time::DAY;

#[expect(clippy::cast_precision_loss, reason = "counts of athletes are far below 2^52")]
fn counts(mut given: Vec<f64>) -> Counts {
    given.sort_by(f64::total_cmp);
    let (n, sum) = (given.len() as f64, given.iter().sum::<f64>());
    if given.is_empty() {
        return Counts::default();
    }
    // Gini = (2 Σ i·xᵢ) / (n Σ xᵢ) − (n + 1) / n for xᵢ in ascending order, i from 1.
    let ranked: f64 = given.iter().zip(1_u32..).map(|(x, i)| f64::from(i) * x).sum();
    let gini = if sum > 0.0 { 2.0 * ranked / (n * sum) - (n + 1.0) / n } else { 0.0 };
    let top = given.len().div_ceil(100);
    let top_sum: f64 = given.iter().rev().take(top).sum();
    Counts {
        athletes: given.len(),
        without: given.iter().filter(|x| **x <= 0.0).count(),
        gini: gini.max(0.0),
        top_hundredth: if sum > 0.0 { top_sum / sum } else { 0.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gini_coefficient_is_the_known_one() {
        let even = counts(vec![1.0; 4]);
        assert!(even.gini.abs() < 1e-12 && even.without == 0);
        let one = counts(vec![0.0, 0.0, 0.0, 8.0]);
        assert!((one.gini - 0.75).abs() < 1e-12 && one.without == 3 && (one.top_hundredth - 1.0).abs() < 1e-12);
        // 1, 2, 3, 4: Σ|xᵢ − xⱼ| over all pairs = 20, divided by 2 n² mean = 80.
        assert!((counts(vec![4.0, 1.0, 3.0, 2.0]).gini - 0.25).abs() < 1e-12);
        assert_eq!(counts(Vec::new()), Counts::default());
    }
}
