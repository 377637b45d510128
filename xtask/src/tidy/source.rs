//! A Rust file as the checks see it: code without comments, literals and test modules, and the string literals
//! apart. Not a parser; it knows just enough of the language's tokens not to be fooled by text inside them.

/// The code and the strings of one file; both keep their line numbers.
pub(crate) struct Source {
    /// The file with comments, literals and `#[cfg(test)]` items blanked out, line for line.
    pub(crate) code: String,
    /// Line (from 1) and content of every string literal outside test modules.
    pub(crate) strings: Vec<(usize, String)>,
}

impl Source {
    /// Reads one file's text.
    pub(crate) fn read(text: &str) -> Self {
        let mut lexer = Lexer { chars: text.chars().collect(), at: 0, code: String::new(), strings: Vec::new() };
        lexer.run();
        let Lexer { code, strings, .. } = lexer;
        let tests = test_lines(&code);
        let within = |line: usize| tests.iter().any(|(first, last)| (*first..=*last).contains(&line));
        let blanked = code.lines().enumerate().map(|(index, line)| if within(index + 1) { "" } else { line });
        let code = blanked.collect::<Vec<_>>().join("\n");
        Self { code, strings: strings.into_iter().filter(|(line, _)| !within(*line)).collect() }
    }

    /// Lines (from 1) on which `token` stands as code, not as part of a longer name.
    pub(crate) fn lines_with<'a>(&'a self, token: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.code.lines().enumerate().filter(move |(_, line)| contains_token(line, token)).map(|(index, _)| index + 1)
    }
}

/// Whether `token` occurs in `line` with no letter, digit or underscore joined to its ends.
pub(crate) fn contains_token(line: &str, token: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(token).any(|(start, _)| {
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        let after = line.get(start + token.len()..).and_then(|text| text.chars().next());
        let open_end = !joins(token.chars().next_back());
        !joins(before) && (open_end || !joins(after))
    })
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    code: String,
    strings: Vec<(usize, String)>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn line(&self) -> usize {
        self.code.matches('\n').count() + 1
    }

    /// Moves on by one character that is not code; line ends stay so that lines keep their numbers.
    fn skip(&mut self) {
        self.code.push(if self.peek(0) == Some('\n') { '\n' } else { ' ' });
        self.at += 1;
    }

    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            let joined = self.code.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
            match (c, self.peek(1)) {
                ('/', Some('/')) => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.skip();
                    }
                }
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.string(0, false),
                ('r', Some('"' | '#')) if !joined && self.raw_hashes(1).is_some() => self.raw(1),
                ('b' | 'c', Some('r')) if !joined && self.raw_hashes(2).is_some() => self.raw(2),
                ('\'', _) => self.quote(),
                _ => {
                    self.code.push(c);
                    self.at += 1;
                }
            }
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(c) = self.peek(0) {
            let step = match (c, self.peek(1)) {
                ('/', Some('*')) => Some(depth + 1),
                ('*', Some('/')) => Some(depth.saturating_sub(1)),
                _ => None,
            };
            self.skip();
            if let Some(step) = step {
                depth = step;
                self.skip();
                if depth == 0 {
                    return;
                }
            }
        }
    }

    /// How many `#` stand before the quote that opens a raw string, if one opens there.
    fn raw_hashes(&self, from: usize) -> Option<usize> {
        let hashes = (from..from + 256).take_while(|ahead| self.peek(*ahead) == Some('#')).count();
        (self.peek(from + hashes) == Some('"')).then_some(hashes)
    }

    fn raw(&mut self, prefix: usize) {
        let hashes = self.raw_hashes(prefix).unwrap_or(0);
        for _ in 0..prefix + hashes {
            self.skip();
        }
        self.string(hashes, true);
    }

    /// Reads a string that opens at the quote here; `hashes` must follow its closing quote when it is raw.
    fn string(&mut self, hashes: usize, raw: bool) {
        let line = self.line();
        let mut content = String::new();
        self.skip();
        while let Some(c) = self.peek(0) {
            if c == '\\' && !raw {
                content.push(' ');
                self.skip();
                self.skip();
            } else if c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                for _ in 0..=hashes {
                    self.skip();
                }
                break;
            } else {
                content.push(c);
                self.skip();
            }
        }
        self.strings.push((line, content));
    }

    /// A character literal is blanked; a lifetime is left as it is.
    fn quote(&mut self) {
        let escaped = self.peek(1) == Some('\\');
        if !escaped && self.peek(2) != Some('\'') {
            self.code.push('\'');
            self.at += 1;
            return;
        }
        self.skip();
        while let Some(c) = self.peek(0) {
            if c == '\\' {
                self.skip();
            }
            self.skip();
            if c == '\'' {
                return;
            }
        }
    }
}

/// First and last line of every item behind `#[cfg(test)]`.
fn test_lines(code: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, marker) in code.match_indices("#[cfg(test)]") {
        let mut depth = 0_usize;
        let mut end = code.len();
        for (offset, c) in code.get(start + marker.len()..).unwrap_or("").char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && matches!(c, '}' | ';') {
                end = start + marker.len() + offset;
                break;
            }
        }
        let line_of = |index: usize| code.get(..index).unwrap_or(code).matches('\n').count() + 1;
        found.push((line_of(start), line_of(end)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_literals_and_tests_are_not_code() {
        let text = "use a::b; // axum::Router\n/* axum:: /* nested */ axum:: */\nlet c = '\"'; let d: &'static str = \
                    \"axum::x\";\nlet e = r#\"SELECT \"1\" \"#;\naxum::serve();\n#[cfg(test)]\nmod tests {\n fn f() { \
                    axum::g(\"UPDATE\") }\n}\naxum::after();";
        let source = Source::read(text);
        assert_eq!(source.lines_with("axum::").collect::<Vec<_>>(), [5, 10]);
        assert_eq!(source.strings, [(3, "axum::x".to_owned()), (4, "SELECT \"1\" ".to_owned())]);
    }

    #[test]
    fn a_token_is_not_part_of_a_longer_name() {
        assert!(contains_token("db.begin_write().await", "begin_write"));
        assert!(!contains_token("db.begin_writer().await", "begin_write"));
        assert!(!contains_token("try_begin_write()", "begin_write"));
        assert!(contains_token("use tokio::process::{Child, Command};", "process::{"));
    }

    #[test]
    fn an_escaped_quote_ends_neither_a_string_nor_a_character() {
        let source = Source::read(r#"let a = "x\"axum::"; let b = '\''; axum::y;"#);
        assert_eq!(source.lines_with("axum::").count(), 1);
        assert_eq!(source.strings.len(), 1);
    }
}
