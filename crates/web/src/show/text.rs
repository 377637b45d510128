//! What people wrote, as HTML: escaped, with links for tags, mentions and addresses, and nothing else.

use grandstand_domain::{
    caption::{Part, parts},
    handle::Handle,
};

/// A caption or a comment as HTML. `exists` tells which handles are accounts; the others stay plain text. Put it where
/// `dir="auto"` stands, and where line ends show.
pub(crate) fn rich(text: &str, exists: impl Fn(&Handle) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for part in parts(text) {
        match part {
            Part::Tagged(written, tag) => link(&mut out, &format!("/tags/{}", in_path(tag.as_str())), "", written),
            Part::Mentioned(written, handle) if exists(&handle) => link(&mut out, &format!("/@{handle}"), "", written),
            Part::Address(address) => {
                let shown = address.trim_start_matches("https://");
                link(&mut out, address, " rel=\"nofollow ugc noopener\"", &cut(shown, 60));
            }
            Part::Plain(plain) | Part::Mentioned(plain, _) => escape(&mut out, plain),
        }
    }
    out
}

fn link(out: &mut String, href: &str, more: &str, shown: &str) {
    out.push_str("<a href=\"");
    escape(out, href);
    out.push('"');
    out.push_str(more);
    out.push('>');
    escape(out, shown);
    out.push_str("</a>");
}

/// Text as it may stand in an element or a quoted attribute.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

/// A stretch of a path, percent-encoded (RFC 3986, 3.3).
pub(crate) fn in_path(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A value in a query, percent-encoded.
pub(crate) fn in_query(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// One line of at most `most` characters, cut at a word where it can be, with `…` where something is left out.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most.saturating_sub(1)).collect();
    let at = kept.rfind(' ').filter(|at| *at > kept.len() / 2).unwrap_or(kept.len());
    format!("{}…", kept[..at].trim_end_matches(|c: char| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_mentions_and_addresses_become_links() {
        let known = |h: &Handle| h.as_str() == "ana_k";
        assert_eq!(
            rich("Go #Gold with @ana_k and @nobody: https://a.example/?a=1&b='x' <b>", known),
            "Go <a href=\"/tags/gold\">#Gold</a> with <a href=\"/@ana_k\">@ana_k</a> and @nobody: \
             <a href=\"https://a.example/?a=1&amp;b=\" rel=\"nofollow ugc noopener\">a.example/?a=1&amp;b=</a>&#39;x&#39; &lt;b&gt;"
        );
        assert_eq!(rich("#日本", |_| false), "<a href=\"/tags/%E6%97%A5%E6%9C%AC\">#日本</a>");
    }

    #[test]
    fn a_cut_ends_at_a_word() {
        assert_eq!(cut("Last long run before the village", 20), "Last long run…");
        assert_eq!(cut("a\n b", 9), "a b");
        assert_eq!(cut("ééééééééé", 5), "éééé…");
    }

    proptest! {
        #[test]
        fn nothing_written_becomes_markup(text in any::<String>()) {
            let html = rich(&text, |_| true);
            let without_ours = html.replace("<a href=\"", "").replace("\" rel=\"nofollow ugc noopener\">", "").replace("\">", "").replace("</a>", "");
            prop_assert!(!without_ours.contains(['<', '>', '"', '\'']), "{}", html);
        }
    }
}
