//! The allocation as a mixed-integer linear programme: one column of 0 or 1 for each athlete and session that can come
//! together at all, and as few and as strong rows as the rules allow.
//!
//! - capacity: one row for each session that more may want than it holds;
//! - never two at once, and one session of a course: one row for each athlete and each clique of sessions that exclude
//!   each other (`Eligible::cliques`), instead of one for each pair;
//! - prerequisites: whoever is in a session of a course by a moment was in one of the prerequisite before it: one row
//!   for each beginning, summed over all earlier sessions of the course, which cuts more than one row for each session.

use std::{cmp::Ordering, collections::BTreeSet, fmt};

use lp_solvers::lp_format::{AsVariable, Constraint, LpObjective, WriteToLpFileFormat};

use crate::{
    eligible::Eligible,
    plan::LevelKind,
    problem::{Placement, SessionNo, Weight},
    score::{Group, WHOLE, by_games, by_sport},
};

/// The programme's own type, in the words of the library that writes it down.
pub(crate) type Programme = lp_solvers::problem::Problem<Terms, Column>;

/// A sum of columns.
pub(crate) struct Terms(pub(crate) Vec<(usize, i64)>);

/// A column.
pub(crate) struct Column {
    name: String,
    least: f64,
}

/// Columns and the rows that always hold; levels are added to it as they are decided.
pub(crate) struct Model<'a> {
    pub(crate) eligible: &'a Eligible<'a>,
    /// What each column stands for.
    pub(crate) columns: Vec<Placement>,
    /// For each athlete where their columns begin; one more at the end.
    first: Vec<usize>,
    rows: Vec<Row>,
}

type Row = (Vec<(usize, i64)>, Ordering, i64);

impl<'a> Model<'a> {
    pub(crate) fn of(eligible: &'a Eligible<'a>) -> Self {
        let mut columns = Vec::new();
        let mut first = Vec::new();
        for (athlete, sessions) in eligible.sessions.iter().enumerate() {
            first.push(columns.len());
            columns.extend(sessions.iter().map(|s| Placement { athlete, session: *s }));
        }
        first.push(columns.len());
        let mut model = Self { eligible, columns, first, rows: Vec::new() };
        model.capacities();
        model.cliques();
        model.prerequisites();
        model
    }

    fn at_most(&mut self, columns: impl IntoIterator<Item = usize>, most: usize) {
        let terms = columns.into_iter().map(|c| (c, 1)).collect();
        self.rows.push((terms, Ordering::Less, whole(most)));
    }

    fn at_least(&mut self, terms: Vec<(usize, i64)>, least: u64) {
        if least > 0 {
            self.rows.push((terms, Ordering::Greater, i64::try_from(least).unwrap_or(i64::MAX)));
        }
    }

    fn capacities(&mut self) {
        let problem = self.eligible.problem;
        let mut of_session: Vec<Vec<usize>> = vec![Vec::new(); problem.sessions.len()];
        for (column, placement) in self.columns.iter().enumerate() {
            of_session[placement.session].push(column);
        }
        for (session, columns) in of_session.into_iter().enumerate() {
            if columns.len() > problem.sessions[session].capacity {
                self.at_most(columns, problem.sessions[session].capacity);
            }
        }
    }

    fn cliques(&mut self) {
        let cliques = self.eligible.cliques();
        for athlete in 0..self.eligible.sessions.len() {
            let open: Vec<(SessionNo, usize)> = self.of_athlete(athlete).collect();
            let mut rows: Vec<BTreeSet<usize>> = cliques
                .iter()
                .map(|clique| open.iter().filter(|(s, _)| clique.contains(s)).map(|(_, c)| *c).collect())
                .filter(|row: &BTreeSet<usize>| row.len() > 1)
                .collect();
            rows.sort_by_key(|row| usize::MAX - row.len());
            let mut kept: Vec<BTreeSet<usize>> = Vec::new();
            for row in rows {
                if !kept.iter().any(|larger| row.is_subset(larger)) {
                    kept.push(row);
                }
            }
            for row in kept {
                self.at_most(row, 1);
            }
        }
    }

    fn prerequisites(&mut self) {
        let problem = self.eligible.problem;
        for athlete in 0..self.eligible.sessions.len() {
            let open: Vec<(SessionNo, usize)> = self.of_athlete(athlete).collect();
            for (session, _) in &open {
                let begun = |other: &SessionNo| {
                    let (other, this) = (&problem.sessions[*other], &problem.sessions[*session]);
                    other.course == this.course && other.from <= this.from
                };
                for course in self.eligible.missing(athlete, *session) {
                    // Two sessions may begin together in different places: what prepares for either counts.
                    let later: Vec<&(SessionNo, usize)> = open.iter().filter(|(s, _)| begun(s)).collect();
                    let prepares = |earlier| later.iter().any(|(s, _)| self.eligible.prepares(earlier, course, *s));
                    let earlier = open.iter().filter(|(s, _)| prepares(*s)).map(|(_, c)| (*c, -1));
                    let terms = later.iter().map(|(_, c)| (*c, 1)).chain(earlier).collect();
                    self.rows.push((terms, Ordering::Less, 0));
                }
                self.exactly_prepared(athlete, *session, &open);
            }
        }
    }

    /// The row for one session alone; where the way from a place matters, the sum over earlier ones is not enough.
    fn exactly_prepared(&mut self, athlete: usize, session: SessionNo, open: &[(SessionNo, usize)]) {
        let Some((_, own)) = open.iter().find(|(s, _)| *s == session) else { return };
        let needed: Vec<usize> = self.eligible.missing(athlete, session).collect();
        for course in needed {
            let earlier = open.iter().filter(|(s, _)| self.eligible.prepares(*s, course, session));
            let terms = [(*own, 1)].into_iter().chain(earlier.map(|(_, c)| (*c, -1))).collect();
            self.rows.push((terms, Ordering::Less, 0));
        }
    }

    fn of_athlete(&self, athlete: usize) -> impl Iterator<Item = (SessionNo, usize)> {
        (self.first[athlete]..self.first[athlete + 1]).map(|column| (self.columns[column].session, column))
    }

    /// What a level counts, as columns with what each is worth; not for shares.
    fn worth(&self, kind: LevelKind) -> Vec<(usize, i64)> {
        let problem = self.eligible.problem;
        let announced: BTreeSet<&Placement> = problem.announced.iter().collect();
        let worth = |placement: &Placement| {
            let course = problem.sessions[placement.session].course;
            let want = problem.athletes[placement.athlete].wants.iter().find(|w| w.course == course);
            match kind {
                LevelKind::Must => i64::from(want.is_some_and(|w| w.weight == Weight::Must)),
                LevelKind::Preferences => want.map_or(0, |w| i64::from(w.points())),
                LevelKind::Kept => i64::from(announced.contains(placement)),
                LevelKind::SportShare | LevelKind::GamesShare => 0,
            }
        };
        let all = self.columns.iter().map(worth).enumerate();
        all.filter(|(_, worth)| *worth > 0).collect()
    }

    fn groups(&self, kind: LevelKind) -> Vec<Group> {
        match kind {
            LevelKind::SportShare => by_sport(self.eligible),
            LevelKind::GamesShare => by_games(self.eligible),
            _ => Vec::new(),
        }
    }

    /// Columns that meet a want of a group.
    fn meets(&self, group: &Group) -> Vec<(usize, i64)> {
        let problem = self.eligible.problem;
        let met = |(column, placement): (usize, &Placement)| {
            let course = problem.sessions[placement.session].course;
            let asked = problem.athletes[placement.athlete].wants.iter().any(|w| w.course == course);
            (asked && group.athletes.contains(&placement.athlete)).then_some((column, 1))
        };
        self.columns.iter().enumerate().filter_map(met).collect()
    }

    /// More than this no plan can reach on a level, whatever it does.
    pub(crate) fn ceiling(&self, kind: LevelKind) -> u64 {
        let attainable = self.eligible.attainable();
        let wants = self.eligible.problem.athletes.iter().enumerate().flat_map(|(a, athlete)| {
            let attainable = &attainable[a];
            athlete.wants.iter().filter(move |w| attainable.contains(&w.course))
        });
        match kind {
            LevelKind::Must => wants.map(|w| u64::from(w.weight == Weight::Must)).sum(),
            LevelKind::Preferences => wants.map(|w| u64::from(w.points())).sum(),
            LevelKind::SportShare | LevelKind::GamesShare => WHOLE,
            LevelKind::Kept => self.worth(kind).len().try_into().unwrap_or(u64::MAX),
        }
    }

    /// From here on nothing may be worse than this on a level.
    pub(crate) fn hold(&mut self, kind: LevelKind, value: u64) {
        if !matches!(kind, LevelKind::SportShare | LevelKind::GamesShare) {
            self.at_least(self.worth(kind), value);
        }
        for group in self.groups(kind) {
            let least = (value * group.attainable).div_ceil(WHOLE);
            self.at_least(self.meets(&group), least);
        }
    }

    /// From here on this want is met.
    pub(crate) fn require(&mut self, athlete: usize, course: usize) {
        let problem = self.eligible.problem;
        let of_course = self.of_athlete(athlete).filter(|(s, _)| problem.sessions[*s].course == course);
        self.at_least(of_course.map(|(_, c)| (c, 1)).collect(), 1);
    }

    /// The programme that makes a level as good as can be; without a level, and for shares, any plan will do. What it
    /// makes small is the level's value with the sign turned.
    pub(crate) fn programme(&self, kind: Option<LevelKind>) -> Programme {
        let column = |(c, placement): (usize, &Placement)| Column {
            name: format!("x{c}"),
            least: if self.eligible.here.contains(placement) { 1.0 } else { 0.0 },
        };
        let variables: Vec<Column> = self.columns.iter().enumerate().map(column).collect();
        let filled = |(terms, operator, bound): &Row| {
            // A sum of nothing that is to be something: said in a way that the format can hold.
            let impossible = terms.is_empty() && *operator == Ordering::Greater && *bound > 0;
            if impossible {
                return Some(row(vec![(0, 1)], Ordering::Greater, 2));
            }
            (!terms.is_empty()).then(|| row(terms.clone(), *operator, *bound))
        };
        let constraints: Vec<Constraint<Terms>> = self.rows.iter().filter_map(filled).collect();
        let worth = kind.map(|k| self.worth(k)).unwrap_or_default();
        let mut objective: Vec<(usize, i64)> = worth.into_iter().map(|(c, worth)| (c, -worth)).collect();
        if objective.is_empty() {
            objective.push((0, 0));
        }
        let (name, sense, objective) = ("allocation".to_owned(), LpObjective::Minimize, Terms(objective));
        Programme { name, sense, objective, variables, constraints }
    }

    /// How many rows there are, for [`Model::back_to`].
    pub(crate) fn mark(&self) -> usize {
        self.rows.len()
    }

    /// Forgets what was added since.
    pub(crate) fn back_to(&mut self, mark: usize) {
        self.rows.truncate(mark);
    }

    /// Every value that a share level can have between two, both excluded, in order.
    pub(crate) fn shares_between(&self, kind: LevelKind, least: u64, most: u64) -> Vec<u64> {
        let of_group = |g: Group| (0..=g.attainable).map(move |met| met * WHOLE / g.attainable);
        let values: BTreeSet<u64> = self.groups(kind).into_iter().flat_map(of_group).collect();
        values.into_iter().filter(|v| *v > least && *v < most).collect()
    }
}

fn row(terms: Vec<(usize, i64)>, operator: Ordering, bound: i64) -> Constraint<Terms> {
    #[expect(clippy::cast_precision_loss, reason = "counts of athletes and their points are far below 2^53")]
    Constraint { lhs: Terms(terms), operator, rhs: bound as f64 }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl WriteToLpFileFormat for Terms {
    fn to_lp_file_format(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (column, factor)) in self.0.iter().enumerate() {
            // Readers of this format do not take lines of any length.
            let gap = if at % 16 == 15 { "\n  " } else { " " };
            write!(f, "{gap}{factor:+} x{column}")?;
        }
        Ok(())
    }
}

impl AsVariable for Column {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_integer(&self) -> bool {
        true
    }

    fn lower_bound(&self) -> f64 {
        self.least
    }

    fn upper_bound(&self) -> f64 {
        1.0
    }
}
