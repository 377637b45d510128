//! The plan for a rule pack. Whatever changes in it, all of it is enacted anew under the next number.

use grandstand_domain::{difference::difference, rule::Rule};
use grandstand_roster::Lines;
use grandstand_store::{self as store, ReadTx};

use super::{
    Change, ImportError,
    plan::{Planner, Row, Rows},
};
use crate::error::AppError;

pub(super) async fn plan(planner: &mut Planner<'_>, tx: &mut ReadTx, read: Lines<Rule>) -> Result<Rows, ImportError> {
    let games = planner.target.games.id;
    let standing = match store::rule::versions(tx, games).await?.first() {
        Some(last) => store::rule::of_version(tx, games, last.number).await?,
        None => Vec::new(),
    };
    planner.refuse_all(read.refused);
    let before: Vec<_> = standing.iter().map(content).collect();
    let after: Vec<_> = read.good.iter().map(|(_, rule)| content(rule)).collect();
    let say = |rule: &Rule| (rule.code.clone(), String::new());
    let changed = planner.settle(&difference(&before, &after), &standing, read.good, say, changes);
    if changed.save.is_empty() && changed.gone.is_empty() {
        return Ok(Rows::Rules(None));
    }
    let mut pack = standing;
    pack.retain(|rule| !changed.gone.contains(&rule.code));
    for rule in changed.save {
        match pack.iter_mut().find(|stands| content(stands).0 == content(&rule).0) {
            Some(stands) => *stands = rule,
            None => pack.push(rule),
        }
    }
    if pack.len() > grandstand_domain::rule::RULES_MOST {
        return Err(AppError::Conflict("rule-most").into());
    }
    Ok(Rows::Rules(Some(pack)))
}

fn content(rule: &Rule) -> (String, Rule) {
    (rule.code.to_lowercase(), rule.clone())
}

impl Row for Rule {
    type Id = String;

    fn id(&self) -> String {
        self.code.clone()
    }

    fn replace(&mut self, _: &Self) {}
}

fn changes(_: &Planner<'_>, before: &Rule, after: &Rule) -> Vec<Change> {
    let mut out = Vec::new();
    Change::note(&mut out, "rule-for", before.audience.as_str(), after.audience.as_str());
    Change::note(&mut out, "rule-from", &before.from.to_string(), &after.from.to_string());
    Change::note(&mut out, "rule-until", &before.until.to_string(), &after.until.to_string());
    Change::note(&mut out, "rule-words", &before.words, &after.words);
    Change::note(&mut out, "rule-source", &before.source, &after.source);
    out
}
