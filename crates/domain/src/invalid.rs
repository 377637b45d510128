//! What is wrong with an input, field by field, as keys of the translation files, so that a form can say it beside the field.

use serde::Serialize;

/// One thing that is wrong: the field's name in the form and the key of the sentence to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The form field, or `""` when it concerns the whole form.
    pub field: &'static str,
    /// A key in the translation files.
    pub key: &'static str,
    /// A number the sentence mentions (a limit, usually).
    pub limit: Option<i64>,
}

/// An input that cannot be accepted, with every fault found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("invalid input: {}", .0.iter().map(|f| format!("{}: {}", f.field, f.key)).collect::<Vec<_>>().join(", "))]
pub struct Invalid(pub Vec<Fault>);

impl Invalid {
    /// A single fault without a number.
    pub fn one(field: &'static str, key: &'static str) -> Self {
        Self(vec![Fault { field, key, limit: None }])
    }

    /// A single fault with the limit that was passed.
    pub fn limit(field: &'static str, key: &'static str, limit: i64) -> Self {
        Self(vec![Fault { field, key, limit: Some(limit) }])
    }

    /// The same fault under another field name, for rules that do not know where they are used.
    #[must_use]
    pub fn at(mut self, field: &'static str) -> Self {
        for fault in &mut self.0 {
            fault.field = field;
        }
        self
    }
}

/// Gathers the results of several fields, so that a person sees every fault at once.
#[derive(Debug, Default)]
pub struct Check(Vec<Fault>);

impl Check {
    /// Notes the faults of one field and passes its value on.
    pub fn take<T>(&mut self, field: &'static str, result: Result<T, Invalid>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.0.extend(invalid.at(field).0);
                None
            }
        }
    }

    /// Adds a fault found by other means.
    pub fn fault(&mut self, field: &'static str, key: &'static str) {
        self.0.push(Fault { field, key, limit: None });
    }

    /// `Ok` when nothing was wrong.
    pub fn done(self) -> Result<(), Invalid> {
        if self.0.is_empty() { Ok(()) } else { Err(Invalid(self.0)) }
    }
}
