//! What the components of the pages show: plain values, ready to be written. Handlers fill them, the partials in
//! `templates/components/` draw them; `frontend/README.md` is the contract with the scripts.
//!
//! A partial is included where `page` and a variable of the partial's name are in scope:
//! `{% for film in films %}{% include "components/film.html" %}{% endfor %}`.

use serde::Serialize;

/// A number as people read it, with the exact one beside it for the title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// `12.4k`.
    pub(crate) short: String,
    /// `12,412`.
    pub(crate) exact: String,
    /// The number itself.
    pub(crate) value: i64,
}

impl From<i64> for Count {
    fn from(value: i64) -> Self {
        Self { short: compact(value), exact: grouped(value), value }
    }
}

/// Cut and never rounded up, so 999,999 is not yet `1m`. The scripts count the same way (`lib/format.ts`).
fn compact(value: i64) -> String {
    let cut = |unit: i64, letter: &str| {
        let tenths = value / (unit / 10);
        if tenths >= 1000 || tenths % 10 == 0 {
            format!("{}{letter}", tenths / 10)
        } else {
            format!("{}.{}{letter}", tenths / 10, tenths % 10)
        }
    };
    match value {
        i64::MIN..1_000 => value.to_string(),
        1_000..1_000_000 => cut(1_000, "k"),
        1_000_000..1_000_000_000 => cut(1_000_000, "m"),
        _ => cut(1_000_000_000, "bn"),
    }
}

fn grouped(value: i64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A moment: for machines and for people. Scripts make it relative under a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    /// RFC 3339 in UTC.
    pub(crate) machine: String,
    /// `23 Nov 2026, 15:31 GMT`.
    pub(crate) human: String,
}

/// A team as a chip and a colour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TeamView {
    /// The slug: the page at `/teams/SLUG`, the colour by `data-team`.
    pub(crate) slug: String,
    /// As people say it.
    pub(crate) name: String,
}

/// A sport as a chip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SportView {
    /// The page at `/sports/SLUG`.
    pub(crate) slug: String,
    /// In the reader's language.
    pub(crate) name: String,
    /// `<svg class="pictogram">`, drawn by us.
    pub(crate) pictogram: &'static str,
}

/// A person in a list, beside a comment, at the head of a panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PersonView {
    /// Without `@`.
    pub(crate) handle: String,
    /// As they call themselves.
    pub(crate) name: String,
    /// Their team.
    pub(crate) team: Option<TeamView>,
    /// Their sport.
    pub(crate) sport: Option<SportView>,
    /// A line under the name; if empty, sport and team stand there.
    pub(crate) note: String,
    /// Whether the viewer follows them; none where no button belongs (themselves, supporters).
    pub(crate) followed: Option<bool>,
}

impl PersonView {
    /// The slug for `data-team`; empty without a team.
    pub(crate) fn team_slug(&self) -> &str {
        self.team.as_ref().map_or("", |t| &t.slug)
    }

    /// Up to two letters for the avatar of someone without a pictogram.
    pub(crate) fn initials(&self) -> String {
        self.name
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .take(2)
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// One file of the ladder as the player chooses among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RenditionView {
    /// Short side in pixels.
    pub(crate) short: u32,
    /// Where it is served.
    pub(crate) url: String,
    /// Bits per second.
    pub(crate) bit_rate: u64,
    /// RFC 6381.
    pub(crate) codecs: String,
}

/// A caption track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct TrackView {
    /// BCP 47.
    pub(crate) lang: String,
    /// The language's name.
    pub(crate) label: String,
    /// Where the WebVTT file is served.
    pub(crate) url: String,
}

/// A film in the player.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FilmView {
    /// The post's id.
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) author: PersonView,
    /// Its place in the feed, from 1; 0 outside one.
    pub(crate) position: usize,
    /// Width of the picture in pixels, as shown.
    pub(crate) width: u32,
    /// Height of the picture in pixels, as shown.
    pub(crate) height: u32,
    /// Length in milliseconds.
    pub(crate) duration_ms: i64,
    /// Addresses of the poster as WebP and JPEG; empty while there is none.
    pub(crate) poster_webp: String,
    /// See `poster_webp`.
    pub(crate) poster_jpeg: String,
    /// BlurHash of the poster.
    pub(crate) blurhash: String,
    /// What is seen, for those who cannot.
    pub(crate) alt: String,
    /// The caption as safe HTML (`show::text::rich`).
    pub(crate) caption: String,
    /// Smallest first; none while the film is being made.
    pub(crate) renditions: Vec<RenditionView>,
    /// Its caption tracks.
    pub(crate) tracks: Vec<TrackView>,
    /// How many cheered.
    pub(crate) cheers: Count,
    /// How many comments there are.
    pub(crate) comments: Count,
    /// Whether the viewer cheered.
    pub(crate) cheered: bool,
    /// Whether the viewer keeps it.
    pub(crate) saved: bool,
    /// Whether it is published, so that there is something to do with it.
    pub(crate) is_out: bool,
    /// Followers only, draft or scheduled: said above the name. Empty for a public film.
    pub(crate) label: String,
    /// The feed in which it stands, as "why this?" is asked for it; empty for Discover.
    pub(crate) feed: &'static str,
    /// Lifted by editors: why and until when. Empty for any other film.
    pub(crate) lifted: String,
    /// Whose hand published or changed it, where it was not the author's; empty else.
    pub(crate) hand: String,
}

#[derive(Serialize)]
struct FilmData<'a> {
    duration_ms: i64,
    width: u32,
    height: u32,
    renditions: &'a [RenditionView],
    captions: &'a [TrackView],
}

impl FilmView {
    /// Which way up it is.
    pub(crate) fn shape(&self) -> &'static str {
        match self.width.cmp(&self.height) {
            std::cmp::Ordering::Less => "portrait",
            std::cmp::Ordering::Equal => "square",
            std::cmp::Ordering::Greater => "landscape",
        }
    }

    /// `making` until a first rendition stands.
    pub(crate) fn state(&self) -> &'static str {
        if self.renditions.is_empty() { "making" } else { "ready" }
    }

    /// The rendition for browsers without scripts: 480, else the largest below, else whatever there is.
    pub(crate) fn plain(&self) -> Option<&RenditionView> {
        self.renditions.iter().rev().find(|r| r.short <= 480).or_else(|| self.renditions.first())
    }

    /// What the player reads, as JSON that is safe inside a `<script>`.
    pub(crate) fn data(&self) -> String {
        let (renditions, captions) = (self.renditions.as_slice(), self.tracks.as_slice());
        let data =
            FilmData { duration_ms: self.duration_ms, width: self.width, height: self.height, renditions, captions };
        serde_json::to_string(&data).unwrap_or_default().replace('<', "\\u003c")
    }
}

/// A film as a poster in a grid or a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PosterView {
    /// The post's id.
    pub(crate) id: String,
    /// Slug of the author's team, for the colour; may be empty.
    pub(crate) team: String,
    /// Address of the WebP poster; empty: the pictogram stands instead.
    pub(crate) picture: String,
    /// BlurHash of the poster.
    pub(crate) blurhash: String,
    /// What stands on it: the caption's beginning, or the athlete's name.
    pub(crate) title: String,
    /// How many cheered.
    pub(crate) cheers: Count,
    /// The sport's pictogram, for a film without a picture.
    pub(crate) pictogram: &'static str,
    /// A word above the picture such as "Draft"; empty for none.
    pub(crate) label: String,
    /// Lifted by editors: why and until when. Empty for any other film.
    pub(crate) lifted: String,
    /// Whether it leads to the form that changes it instead of its page.
    pub(crate) to_edit: bool,
}

/// A comment with its replies (one level).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CommentView {
    /// Its id.
    pub(crate) id: String,
    /// The post it stands under.
    pub(crate) post: String,
    /// Who wrote it.
    pub(crate) author: PersonView,
    /// Whether that is the film's athlete.
    pub(crate) by_athlete: bool,
    /// When.
    pub(crate) at: Moment,
    /// What, as safe HTML (`show::text::rich`).
    pub(crate) text: String,
    /// The comment that a reply to this one goes under.
    pub(crate) thread: String,
    /// Whether the viewer may answer.
    pub(crate) may_reply: bool,
    /// Whether the viewer may take it away.
    pub(crate) may_remove: bool,
    /// Taken away; its place is kept for the replies.
    pub(crate) removed: bool,
    /// The answers to it.
    pub(crate) replies: Vec<CommentView>,
}

/// A milestone of a journey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MilestoneView {
    /// What it is called.
    pub(crate) name: String,
    /// When.
    pub(crate) at: Moment,
    /// It lies behind.
    pub(crate) done: bool,
    /// It is the next one.
    pub(crate) next: bool,
    /// `3 films`, and where they are; empty for none.
    pub(crate) films: String,
    /// See `films`.
    pub(crate) href: String,
}

/// A journey as a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct JourneyView {
    /// Its page.
    pub(crate) href: String,
    /// Its title.
    pub(crate) title: String,
    /// Slug of the athlete's team; may be empty.
    pub(crate) team: String,
    /// `4 of 6 milestones · 9 films`.
    pub(crate) note: String,
    /// For each milestone, whether it lies behind.
    pub(crate) dots: Vec<bool>,
}

/// What the card at the end of a feed says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EndView {
    /// How many films there were, in words.
    pub(crate) count: String,
    /// Where films are that the viewer has seen; empty where they are here already.
    pub(crate) again: String,
    /// Journeys to go on with.
    pub(crate) journeys: Vec<JourneyView>,
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::{respond::Page, show::text::rich};

    #[derive(Template)]
    #[template(
        source = r#"{% include "components/film.html" %}{% include "components/end_card.html" %}{% include "components/track.html" %}{% for poster in posters %}{% include "components/poster.html" %}{% endfor %}{% include "components/person.html" %}{% include "components/athlete.html" %}{% include "components/comments.html" %}{% include "components/comment_form.html" %}"#,
        ext = "html"
    )]
    struct Every {
        page: Page,
        film: FilmView,
        end: EndView,
        milestones: Vec<MilestoneView>,
        posters: Vec<PosterView>,
        person: PersonView,
        athlete: PersonView,
        comments: Vec<CommentView>,
        post_id: String,
        reply_to: String,
        may_comment: bool,
    }

    fn every() -> Every {
        let team = Some(TeamView { slug: "albany".into(), name: "Team Albany".into() });
        let sport =
            Some(SportView { slug: "judo".into(), name: "Judo".into(), pictogram: "<svg class=\"pictogram\"></svg>" });
        let person = PersonView {
            handle: "mo".into(),
            name: "Mo <b>Vale</b>".into(),
            team,
            sport,
            followed: Some(true),
            ..PersonView::default()
        };
        let comment = CommentView {
            id: "7".into(),
            author: person.clone(),
            text: rich("<i>hi</i>", |_| true),
            may_reply: true,
            may_remove: true,
            ..CommentView::default()
        };
        Every {
            page: Page::blank(),
            film: FilmView {
                id: "5".into(),
                author: person.clone(),
                caption: rich("Go #judo <script>", |_| true),
                poster_jpeg: "/a.jpg".into(),
                renditions: vec![RenditionView { short: 480, url: "/a.mp4".into(), ..RenditionView::default() }],
                tracks: vec![TrackView { lang: "en".into(), label: "English".into(), url: "/a.vtt".into() }],
                cheers: 12_412.into(),
                cheered: true,
                is_out: true,
                ..FilmView::default()
            },
            end: EndView {
                journeys: vec![JourneyView { dots: vec![true, false], ..JourneyView::default() }],
                ..EndView::default()
            },
            milestones: vec![MilestoneView { next: true, ..MilestoneView::default() }],
            posters: vec![PosterView::default(), PosterView { picture: "/a.webp".into(), ..PosterView::default() }],
            athlete: person.clone(),
            person,
            comments: vec![CommentView { replies: vec![comment.clone()], ..comment }],
            post_id: "5".into(),
            reply_to: String::new(),
            may_comment: true,
        }
    }

    #[test]
    fn every_part_is_drawn_with_its_words_and_nothing_from_people_is_markup() {
        let html = every().render().unwrap();
        assert!(!html.contains("<b>Vale") && !html.contains("<i>hi") && !html.contains("<script>"), "{html}");
        assert_eq!(html.matches("<li").count(), html.matches("</li>").count(), "{html}");
        assert_eq!(html.matches("<form").count(), html.matches("</form>").count(), "{html}");
        assert!(html.contains(r#"name="on" value="false"><button class="act-button" aria-pressed="true">"#), "{html}");
        assert!(html.contains(r#"title="12,412">12.4k"#), "{html}");
        // A key without a sentence shows as itself.
        for key in ["act-", "comment-s", "comments-none", "feed-end", "journey-m"] {
            assert!(!html.contains(&format!(">{key}")), "{key} has no sentence: {html}");
        }
    }

    #[test]
    fn numbers_are_cut_and_grouped() {
        for (value, short, exact) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_204, "1.2k", "1,204"),
            (12_412, "12.4k", "12,412"),
            (999_999, "999k", "999,999"),
            (1_000_000, "1m", "1,000,000"),
        ] {
            assert_eq!(Count::from(value), Count { short: short.into(), exact: exact.into(), value });
        }
    }

    #[test]
    fn the_data_block_cannot_be_closed_from_inside() {
        let film = FilmView {
            renditions: vec![RenditionView { url: "</script><script>".into(), short: 360, ..RenditionView::default() }],
            ..FilmView::default()
        };
        assert!(!film.data().contains("</script"), "{}", film.data());
        assert_eq!((film.state(), film.plain().map(|r| r.short)), ("ready", Some(360)));
    }
}
