//! Rules of a Games: one rule a line.

use grandstand_domain::rule::{Audience, Rule};

use crate::{
    Lines,
    columns::{Column, Columns},
    line::{Line, lines, parsed},
    moment::Moment,
    refusal::{Reason, Unreadable},
    sheet::Sheet,
};

const COLUMNS: [Column; 6] = [
    Column { name: "rule", called: &["rule", "code", "number", "id"] },
    Column { name: "for", called: &["for", "audience", "binds", "who"] },
    Column { name: "from", called: &["from", "firstday", "holdsfrom"] },
    Column { name: "until", called: &["until", "to", "lastday", "holdsuntil"] },
    Column { name: "words", called: &["words", "text", "says", "description"] },
    Column { name: "source", called: &["source", "reference", "document"] },
];
const NEEDED: [&[&str]; 5] = [&["rule"], &["from"], &["until"], &["words"], &["source"]];

/// Reads a rule pack. A second line of the same code is refused.
pub fn rules(sheet: &Sheet) -> Result<Lines<Rule>, Unreadable> {
    let columns = Columns::find(sheet, &COLUMNS, &NEEDED)?;
    Ok(lines(sheet, &columns, "rule", |line| {
        let read = rule(&line)?;
        let key = read.code.to_lowercase();
        Ok((read, Some(key), "import-again-rule", [None::<Moment>; 2]))
    }))
}

fn rule(line: &Line<'_>) -> Result<Rule, Reason> {
    let audience = |cell: &str| if cell.is_empty() { Some(Audience::Athletes) } else { parsed(&cell.to_lowercase()) };
    let said = Rule {
        code: line.required("rule", "import-no-rule")?.to_owned(),
        audience: line.by("for", "import-rule-for", audience)?,
        from: line.by("from", "import-rule-day", parsed)?,
        until: line.by("until", "import-rule-day", parsed)?,
        words: line.required("words", "import-rule-words")?.to_owned(),
        source: line.required("source", "import-rule-source")?.to_owned(),
    };
    said.checked().map_err(|why| {
        let is_of_days = why.0.iter().any(|fault| fault.key == "rule-days");
        Reason::value(if is_of_days { "import-rule-days" } else { "import-long" }, line.cell("rule"))
    })
}
