//! What people wrote, as HTML in Mastodon's markup: apps find mentions, tags and addresses by its classes. Everything is
//! escaped as it is written, so nothing of anyone's becomes markup; a test holds the outcome against a sanitiser's list.

use std::fmt::Write;

use grandstand_domain::{
    caption::{Part, parts},
    handle::Handle,
};

use crate::show::text::in_path;

/// A text as paragraphs. `known` gives the address of an account that exists; `base` is the address people see.
pub(crate) fn html(text: &str, base: &str, known: impl Fn(&Handle) -> Option<String>) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut out = String::with_capacity(text.len() * 2 + 16);
    out.push_str("<p>");
    for part in parts(text) {
        match part {
            Part::Tagged(written, tag) => {
                let name = written.trim_start_matches('#');
                let href = format!("{base}/tags/{}", in_path(tag.as_str()));
                let _ = write!(out, "<a href=\"{}\" class=\"mention hashtag\" rel=\"tag\">#<span>", Escaped(&href));
                let _ = write!(out, "{}</span></a>", Escaped(name));
            }
            Part::Mentioned(written, handle) => match known(&handle) {
                Some(href) => {
                    let name = written.trim_start_matches('@');
                    let _ = write!(
                        out,
                        "<span class=\"h-card\" translate=\"no\"><a href=\"{}\" class=\"u-url mention\">@<span>{}</span></a></span>",
                        Escaped(&href),
                        Escaped(name)
                    );
                }
                None => plain(&mut out, written),
            },
            Part::Address(address) => link(&mut out, address),
            Part::Plain(written) => plain(&mut out, written),
        }
    }
    out.push_str("</p>");
    out
}

/// The scheme and the end of a long address are there for copying, but not seen.
fn link(out: &mut String, address: &str) {
    let rest = address.strip_prefix("https://").unwrap_or(address);
    let cut = rest.char_indices().nth(30).map_or(rest.len(), |(at, _)| at);
    let (shown, hidden) = rest.split_at(cut);
    let class = if hidden.is_empty() { "" } else { "ellipsis" };
    let _ = write!(
        out,
        "<a href=\"{}\" target=\"_blank\" rel=\"nofollow noopener\" translate=\"no\"><span class=\"invisible\">https://</span>\
         <span class=\"{class}\">{}</span><span class=\"invisible\">{}</span></a>",
        Escaped(address),
        Escaped(shown),
        Escaped(hidden)
    );
}

/// Text with its line ends: an empty line begins a paragraph.
fn plain(out: &mut String, text: &str) {
    for (index, paragraph) in text.split("\n\n").enumerate() {
        if index > 0 {
            out.push_str("</p><p>");
        }
        for (index, line) in paragraph.split('\n').enumerate() {
            if index > 0 {
                out.push_str("<br>");
            }
            let _ = write!(out, "{}", Escaped(line));
        }
    }
}

/// Text as it may stand in an element or a quoted attribute.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BASE: &str = "https://fans.example";

    fn known(handle: &Handle) -> Option<String> {
        (handle.as_str() == "ana_k").then(|| format!("{BASE}/@ana_k"))
    }

    #[test]
    fn the_markup_is_that_which_apps_look_for() {
        assert_eq!(html("", BASE, known), "");
        assert_eq!(html("a\nb\n\nc & <b>", BASE, known), "<p>a<br>b</p><p>c &amp; &lt;b&gt;</p>");
        assert_eq!(
            html("Go #Gold @ana_k @nobody", BASE, known),
            "<p>Go <a href=\"https://fans.example/tags/gold\" class=\"mention hashtag\" rel=\"tag\">#<span>Gold</span></a> \
             <span class=\"h-card\" translate=\"no\"><a href=\"https://fans.example/@ana_k\" class=\"u-url mention\">@<span>ana_k</span></a></span> \
             @nobody</p>"
        );
        assert!(html("https://a.example/?a=1&b=\"x", BASE, known).contains("href=\"https://a.example/?a=1&amp;b=\""));
    }

    /// What Mastodon's own sanitiser lets through (its "MASTODON_STRICT" list), no more.
    fn sanitised(html: &str) -> String {
        ammonia::Builder::empty()
            .tags(["p", "br", "span", "a"].into())
            .tag_attributes(
                [
                    ("a", ["href", "rel", "class", "translate", "target"].into()),
                    ("span", ["class", "translate"].into()),
                ]
                .into(),
            )
            .url_schemes(["https", "http"].into())
            .link_rel(None)
            .clean(html)
            .to_string()
    }

    proptest! {
        #[test]
        fn a_sanitiser_finds_nothing_to_take_away(text in "[a-z#@ .:/é<>&\"'\\n=]{0,60}|(https://[a-z.<\"'&]{0,40} ?){0,3}|[\\PC\\n]{0,60}") {
            let ours = html(&text, BASE, known);
            prop_assert_eq!(sanitised(&ours), ours.replace("&quot;", "\"").replace('\u{a0}', "&nbsp;"));
        }
    }
}
