//! WebVTT caption files (W3C WebVTT 1): read strictly enough that what we serve is well formed and harmless, and
//! written anew from what was understood, so that no style, script or comment of the upload survives.

use crate::{invalid::Invalid, text};

/// A caption: when it shows, in milliseconds from the start, and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// When it appears.
    pub start_ms: u32,
    /// When it goes; after `start_ms`.
    pub end_ms: u32,
    /// Plain text; lines are parted by `\n`.
    pub text: String,
}

/// The largest caption file accepted, in bytes.
pub const BYTES_MOST: usize = 512 * 1024;
/// The most captions in one file.
const CUES_MOST: usize = 5_000;

/// Reads a caption file. Settings, styles, regions, notes and markup are left out; text stays.
///
/// # Errors
/// `captions-not-vtt` without the `WEBVTT` line, `captions-time` for a time that cannot be read or runs backwards,
/// `captions-empty` without a single cue, `too-long` past the limits.
pub fn parse(raw: &[u8]) -> Result<Vec<Cue>, Invalid> {
    if raw.len() > BYTES_MOST {
        return Err(Invalid::limit("captions", "too-long", i64::try_from(BYTES_MOST).unwrap_or(i64::MAX)));
    }
    let body = String::from_utf8_lossy(raw).replace("\r\n", "\n").replace('\r', "\n");
    let body = body.trim_start_matches('\u{feff}');
    let first = body.lines().next().unwrap_or_default();
    if first != "WEBVTT" && !first.starts_with("WEBVTT ") && !first.starts_with("WEBVTT\t") {
        return Err(Invalid::one("captions", "captions-not-vtt"));
    }
    let mut cues = Vec::new();
    for block in body.split("\n\n").skip(usize::from(!first_block_has_cue(body))) {
        let mut lines = block.lines().skip_while(|l| l.is_empty());
        let Some(timing) = lines.by_ref().take(2).find(|l| l.contains("-->")) else { continue };
        let (start_ms, end_ms) = timing_of(timing).ok_or_else(|| Invalid::one("captions", "captions-time"))?;
        let spoken = text::clean(&lines.map(without_markup).collect::<Vec<_>>().join("\n")).replace("\n\n", "\n");
        if spoken.is_empty() {
            continue;
        }
        cues.push(Cue { start_ms, end_ms, text: spoken });
        if cues.len() > CUES_MOST {
            return Err(Invalid::limit("captions", "too-long", i64::try_from(CUES_MOST).unwrap_or(i64::MAX)));
        }
    }
    if cues.is_empty() {
        return Err(Invalid::one("captions", "captions-empty"));
    }
    cues.sort_by_key(|c| (c.start_ms, c.end_ms));
    Ok(cues)
}

/// Some writers put the first cue right under the header without the empty line.
fn first_block_has_cue(body: &str) -> bool {
    body.split("\n\n").next().is_some_and(|b| b.contains("-->"))
}

fn timing_of(line: &str) -> Option<(u32, u32)> {
    let (start, rest) = line.split_once("-->")?;
    let end = rest.split_whitespace().next()?;
    let (start, end) = (time_of(start.trim())?, time_of(end)?);
    (start < end).then_some((start, end))
}

/// `mm:ss.ttt` or `h…h:mm:ss.ttt`, in milliseconds.
fn time_of(text: &str) -> Option<u32> {
    let (clock, fraction) = text.split_once(['.', ','])?;
    let number = |t: &str, most: usize| {
        let digits = !t.is_empty() && t.len() <= most && t.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| t.parse::<u32>().ok()).flatten()
    };
    let fields: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match fields.as_slice() {
        [m, s] => (0, number(m, 2)?, number(s, 2)?),
        [h, m, s] => (number(h, 3)?, number(m, 2)?, number(s, 2)?),
        _ => return None,
    };
    let whole = hours * 3600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && fraction.len() == 3).then_some(whole * 1000 + number(fraction, 3)?)
}

/// Drops `<tags>` and reads the few character references that WebVTT knows.
fn without_markup(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut in_tag = false;
    for c in line.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag => out.push(c),
            _ => {}
        }
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&")]
        .iter()
        .fold(out, |text, (from, to)| text.replace(from, to))
}

/// Writes captions as a WebVTT file that [`parse`] reads back to the same cues.
pub fn write(cues: &[Cue]) -> String {
    let clock =
        |ms: u32| format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    let mut out = String::from("WEBVTT\n");
    for cue in cues {
        let safe = cue.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        out += &format!("\n{} --> {}\n{safe}\n", clock(cue.start_ms), clock(cue.end_ms));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_and_settings_go_and_text_stays() {
        let file = b"WEBVTT - made by hand\nSTYLE\n\nNOTE nobody sees this\n\n1\n00:01.000 --> 00:02.500 line:0\n<v Ana>Hello <b>there</b> &amp; you\n\n00:00:03.000 --> 00:00:04.000\n<script>x</script>\n";
        let cues = parse(file).unwrap();
        assert_eq!(cues[0], Cue { start_ms: 1000, end_ms: 2500, text: "Hello there & you".into() });
        assert_eq!(cues[1].text, "x");
        assert_eq!(parse(b"1\n00:00:01,000 --> 00:00:02,000\nx").unwrap_err().0[0].key, "captions-not-vtt");
        assert_eq!(parse(b"WEBVTT\n\n00:02.000 --> 00:01.000\nx").unwrap_err().0[0].key, "captions-time");
    }

    proptest! {
        #[test]
        fn written_captions_read_back(raw in prop::collection::vec((0u32..300_000_000, 1u32..60_000, "[ -~é]{1,40}"), 1..20)) {
            let mut cues: Vec<Cue> = raw.into_iter()
                .map(|(start_ms, len, t)| Cue { start_ms, end_ms: start_ms + len, text: text::clean(&t) })
                .filter(|c| !c.text.is_empty())
                .collect();
            cues.sort_by_key(|c| (c.start_ms, c.end_ms));
            prop_assume!(!cues.is_empty());
            prop_assert_eq!(parse(write(&cues).as_bytes()).unwrap(), cues);
        }

        #[test]
        fn any_bytes_are_survived(raw in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&raw);
            let _ = parse(&[b"WEBVTT\n\n".as_slice(), &raw].concat());
        }
    }
}
