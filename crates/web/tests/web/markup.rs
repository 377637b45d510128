//! A look at a page's HTML as far as the tests need it: its elements with their attributes, and its text.

/// An opening tag.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// The elements of a page in order, and every stretch of text outside scripts.
pub(crate) fn read(html: &str) -> (Vec<Element>, Vec<String>) {
    let (mut elements, mut texts) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let text = rest[..start].trim();
        if !text.is_empty() {
            texts.push(text.to_owned());
        }
        let tag = &rest[start + 1..];
        let end = end_of_tag(tag);
        let inside = &tag[..end];
        rest = &tag[(end + 1).min(tag.len())..];
        if inside.starts_with(['/', '!', '?']) {
            continue;
        }
        let element = element(inside.trim_end_matches('/'));
        if element.name == "script" {
            let close = rest.find("</script>").expect("a script ends");
            rest = &rest[close..];
        }
        elements.push(element);
    }
    (elements, texts)
}

/// Where a tag ends: at the first `>` outside quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    tag.len()
}

fn element(inside: &str) -> Element {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix("=\"") {
            let close = after.find('"').expect("a quoted value ends");
            after[..close].clone_into(&mut value);
            rest = &after[close + 1..];
        } else if let Some(after) = rest.strip_prefix('=') {
            panic!("an attribute without quotes: {key}={after}");
        }
        attributes.push((key, value));
    }
    Element { name: name.to_owned(), attributes }
}
