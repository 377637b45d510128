//! What the components of the pages show: plain values, ready to be written. Handlers fill them, the partials in
//! `templates/components/` draw them; `frontend/README.md` is the contract with the scripts.
//!
//! A partial is included where `page` and a variable of the partial's name are in scope:
//! `{% for film in films %}{% include "components/film.html" %}{% endfor %}`.

mod count;
mod film;

pub(crate) use count::Count;
pub(crate) use film::{FilmView, PosterView, RenditionView, TrackView};

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
}
