//! Why a file or a line of it was refused: keys of the translation files with what their sentences mention.

/// Why nothing could be read from a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no rows.
    #[error("the file has no rows")]
    Empty,
    /// It, or what is packed in it, is larger than [`crate::BYTES_MOST`] and what follows from it.
    #[error("the file is too large")]
    TooLarge,
    /// It has more rows than [`crate::ROWS_MOST`].
    #[error("the file has too many rows")]
    TooManyRows,
    /// It is neither text nor a workbook of the kind XLSX.
    #[error("the file is neither CSV nor XLSX")]
    NotTable,
    /// It begins as a workbook and cannot be read as one.
    #[error("the workbook is broken")]
    Broken,
    /// No row names the columns that are needed; these are missing from the one that comes closest.
    #[error("columns are missing: {}", .0.join(", "))]
    NoColumns(Vec<&'static str>),
    /// No row names the columns that are needed, and this line among the first cannot be read: a quotation mark on it is never closed.
    #[error("a quotation mark on line {0} is never closed")]
    OpenQuote(usize),
}

impl Unreadable {
    /// The key of its sentence, which may mention the values of [`Self::values`].
    pub fn key(&self) -> &'static str {
        match self {
            Self::Empty => "import-unreadable-empty",
            Self::TooLarge => "import-unreadable-large",
            Self::TooManyRows => "import-unreadable-rows",
            Self::NotTable => "import-unreadable-kind",
            Self::Broken => "import-unreadable-broken",
            Self::NoColumns(_) => "import-unreadable-columns",
            Self::OpenQuote(_) => "import-unreadable-quote",
        }
    }

    /// What its sentence mentions: `{ $columns }` or `{ $line }`.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NoColumns(names) => vec![("columns", names.join(", "))],
            Self::OpenQuote(line) => vec![("line", line.to_string())],
            _ => Vec::new(),
        }
    }
}

/// Why a line was refused: the key of a sentence, which may mention `{ $value }` and `{ $line }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A key of the translation files.
    pub key: &'static str,
    /// What the line says, or what it stands against.
    pub value: String,
    /// Another line of the file.
    pub line: usize,
}

impl Reason {
    /// A reason that mentions a value; long ones are cut.
    pub fn value(key: &'static str, value: &str) -> Self {
        Self { key, value: value.chars().take(80).collect(), line: 0 }
    }

    /// A reason that mentions another line.
    pub fn line(key: &'static str, line: usize) -> Self {
        Self { key, value: String::new(), line }
    }
}

/// A line that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its number in the file, from 1.
    pub line: usize,
    /// The code of the athlete or unit it is about, as far as it can be told; else empty.
    pub about: String,
    /// Why.
    pub reason: Reason,
}
