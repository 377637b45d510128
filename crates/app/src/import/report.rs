//! What an import did, or would do, line by line.

use grandstand_roster::Reason;

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It says something new.
    New,
    /// It changes what stands here.
    Changed(Vec<Change>),
    /// It says what stands here.
    Unchanged,
    /// It stands here and not in the file.
    Gone,
    /// It is left out.
    Refused(Reason),
}

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What: after `import-field-`, a key of the translation files.
    pub field: &'static str,
    /// What stands here; may be empty.
    pub before: String,
    /// What the file says; may be empty.
    pub after: String,
}

impl Change {
    /// Notes a change where there is one.
    pub(crate) fn note(changes: &mut Vec<Self>, field: &'static str, before: &str, after: &str) {
        if before != after {
            changes.push(Self { field, before: before.to_owned(), after: after.to_owned() });
        }
    }
}

/// A line of the file, or something that stands here and is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLine {
    /// The number of the line; none for what is gone.
    pub line: Option<usize>,
    /// The athlete's or the unit's code; may be empty.
    pub code: String,
    /// Who or what it is about, in the words of the file; may be empty.
    pub what: String,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// Something about a line that is taken in and may be a slip all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The number of the line.
    pub line: usize,
    /// The athlete's code.
    pub code: String,
    /// What it is about, in the words of the file.
    pub what: String,
    /// What is odd about it.
    pub reason: Reason,
}

/// How many lines each outcome has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "one number for each outcome")]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub gone: usize,
    pub refused: usize,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Every line in the order of the file, then what is gone.
    pub lines: Vec<ReportLine>,
    /// What is worth a look before it is taken in, in the order of the file.
    pub remarks: Vec<Remark>,
    /// The name of the Games, if it was made for this.
    pub made_games: Option<String>,
    /// The name of the organisation, if it was made for this.
    pub made_organisation: Option<String>,
    /// The time zone of the Games, if it is known only now.
    pub zone: Option<String>,
    /// Whether what is gone is taken away.
    pub removes: bool,
}

impl Report {
    /// Whether anything that is stored changes, or would.
    pub(super) fn changes_anything(&self) -> bool {
        let counts = self.counts();
        counts.new + counts.changed > 0 || (self.removes && counts.gone > 0)
    }

    /// How many lines each outcome has.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for line in &self.lines {
            let count = match line.outcome {
                Outcome::New => &mut counts.new,
                Outcome::Changed(_) => &mut counts.changed,
                Outcome::Unchanged => &mut counts.unchanged,
                Outcome::Gone => &mut counts.gone,
                Outcome::Refused(_) => &mut counts.refused,
            };
            *count += 1;
        }
        counts
    }
}
