//! Licence expressions as packages write them (SPDX 2.3, annex D), evaluated against a list of licences.

/// Whether the expression can be satisfied by licences for which `allowed` holds. `X WITH Y` counts as `X`, since
/// an exception only grants more; the old `A/B` reads as `A OR B`.
pub(crate) fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { tokens: &tokens, allowed };
    let result = parser.any();
    result && parser.tokens.is_empty()
}

struct Parser<'a> {
    tokens: &'a [&'a str],
    allowed: &'a dyn Fn(&str) -> bool,
}

impl Parser<'_> {
    fn eat(&mut self, word: &str) -> bool {
        let here = self.tokens.first() == Some(&word);
        if here {
            self.tokens = &self.tokens[1..];
        }
        here
    }

    fn any(&mut self) -> bool {
        let mut result = self.all();
        while self.eat("OR") {
            result |= self.all();
        }
        result
    }

    fn all(&mut self) -> bool {
        let mut result = self.one();
        while self.eat("AND") {
            result &= self.one();
        }
        result
    }

    fn one(&mut self) -> bool {
        if self.eat("(") {
            return self.any() & self.eat(")");
        }
        let Some((licence, rest)) = self.tokens.split_first() else { return false };
        self.tokens = rest;
        if self.eat("WITH") {
            self.tokens = self.tokens.get(1..).unwrap_or(&[]);
        }
        (self.allowed)(licence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_as_packages_write_them() {
        let allowed = |licence: &str| matches!(licence, "MIT" | "Apache-2.0" | "BSD-3-Clause");
        for good in [
            "MIT",
            "MIT/GPL-2.0-only",
            "GPL-2.0-only OR Apache-2.0 WITH LLVM-exception",
            "(Apache-2.0 OR GPL-2.0-only) AND BSD-3-Clause",
            "Apache-2.0 / MIT",
        ] {
            assert!(satisfied(good, &allowed), "{good}");
        }
        for bad in ["", "GPL-2.0-only", "MIT AND GPL-2.0-only", "(MIT OR GPL-2.0-only) AND SSPL-1.0", "(MIT", "MIT MIT"]
        {
            assert!(!satisfied(bad, &allowed), "{bad}");
        }
    }
}
