//! What a page shows of a post, put together once and kept.

use std::{ops::Deref, sync::Arc};

use grandstand_domain::{
    account::{EventGender, Role},
    acting::HandNote,
    colour::Colour,
    id::{AccountId, JourneyId, MediaId, OrganisationId, PostId},
    media::{MediaState, Poster, Refusal, Rendition, Rung},
    post::{PostState, ReplyPolicy, Sight, Visibility},
    sport::Sport,
    tag::Tag,
    time::UnixMillis,
};
use grandstand_store::{
    account::Account, card::CardRow, media::Media, organisation::Organisation, post_note::PostNote,
};

use super::{boost::Lifted, json};

/// A team as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name in addresses.
    pub slug: Box<str>,
    /// Its name as people say it.
    pub name: Box<str>,
    /// Its NOC code.
    pub noc: Box<str>,
    /// Its kind's stored word.
    pub kind: &'static str,
    /// Its colour.
    pub colour: Colour,
}

/// Someone who posts, or a person beside a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The account.
    pub id: AccountId,
    /// The handle without `@`.
    pub handle: Box<str>,
    /// The name as shown.
    pub name: Box<str>,
    /// The role.
    pub role: Role,
    /// The sport.
    pub sport: Option<Sport>,
    /// Whose events they enter, where it was stated.
    pub event_gender: Option<EventGender>,
    /// The team.
    pub team: Option<Arc<Team>>,
    /// Since when the team vouches for them.
    pub verified_at: Option<UnixMillis>,
    /// The region in the team's words; empty for none.
    pub region: Box<str>,
    /// The region in addresses.
    pub region_slug: Box<str>,
    /// What the person says about themselves.
    pub bio: Box<str>,
    /// Who may comment on their posts, unless the post says otherwise.
    pub reply_policy: ReplyPolicy,
    /// Suspended or removed: nothing of theirs is shown.
    pub gone: bool,
}

/// A post as a page shows it, with its numbers. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    shown: Arc<Shown>,
    /// How many cheer.
    pub cheers: i64,
    /// How many comments and replies stand under it.
    pub comments: i64,
    /// How often it was passed on.
    pub shares: i64,
    /// The lift in force.
    pub boost: Option<Arc<Lifted>>,
}

/// Everything of a [`Card`] but its numbers.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    /// The post.
    pub id: PostId,
    /// Its video.
    pub media: MediaId,
    /// Who posted it.
    pub author: Arc<Author>,
    /// The caption.
    pub caption: Box<str>,
    /// Words for those who cannot see the video.
    pub alt_text: Box<str>,
    /// BCP 47 language of the caption.
    pub language: Box<str>,
    /// Who may see it once published.
    pub visibility: Visibility,
    /// Where it stands.
    pub state: PostState,
    /// What the post itself says of who may comment; see [`Shown::reply_policy`] for what holds.
    pub own_reply_policy: Option<ReplyPolicy>,
    /// When it was written.
    pub created_at: UnixMillis,
    /// When it was published.
    pub published_at: Option<UnixMillis>,
    /// When it is to be published.
    pub scheduled_at: Option<UnixMillis>,
    /// When it was edited since.
    pub edited_at: Option<UnixMillis>,
    /// The journey it belongs to.
    pub journey: Option<JourneyLink>,
    /// Its tags, in the order of the alphabet.
    pub tags: Box<[Tag]>,
    /// The video.
    pub film: Film,
    /// What a post made with an app has beside.
    pub note: Option<Box<PostNote>>,
    /// Whose hand published or changed it, where it was not the author's.
    pub hand: Option<HandNote>,
    /// The point that matters in the picture, thousandths from the middle: right and up are positive.
    pub focus: (i64, i64),
    /// The JSON object of this post up to its numbers.
    pub(super) json: json::Written,
}

/// What a player needs of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film {
    /// Where it stands.
    pub state: MediaState,
    /// Why it was refused.
    pub refusal: Option<Refusal>,
    /// What is being done with it.
    pub stage: Box<str>,
    /// How far that is, 0 to 100.
    pub percent: i64,
    /// Length in milliseconds; 0 until it was looked at.
    pub duration_ms: i64,
    /// Width of the picture in pixels, as shown.
    pub width: u32,
    /// Height of the picture in pixels, as shown.
    pub height: u32,
    /// The still.
    pub poster: Option<Still>,
    /// What can be played, smallest first.
    pub renditions: Box<[Playable]>,
    /// The languages of its caption tracks; see [`Film::track`].
    pub tracks: Box<[Box<str>]>,
    media: MediaId,
}

/// The still of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Still {
    /// Path of the WebP file.
    pub webp: Box<str>,
    /// Path of the JPEG file.
    pub jpeg: Box<str>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Shown while it loads (blurha.sh).
    pub blurhash: Box<str>,
}

/// A rendition as a player chooses among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playable {
    /// Its rung.
    pub rung: Rung,
    /// Path of the MP4 file.
    pub url: Box<str>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size of the file.
    pub bytes: u64,
    /// Bits per second.
    pub bit_rate: u64,
    /// RFC 6381 codecs.
    pub codecs: Box<str>,
}

/// The journey a post belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyLink {
    /// The journey.
    pub id: JourneyId,
    /// Its name in addresses, under its author's.
    pub slug: Box<str>,
    /// Its title.
    pub title: Box<str>,
}

impl Deref for Card {
    type Target = Shown;

    fn deref(&self) -> &Shown {
        &self.shown
    }
}

impl Team {
    pub(crate) fn new(row: Organisation) -> Self {
        Self {
            id: row.id,
            slug: row.slug.into(),
            name: row.name.into(),
            noc: row.noc.into(),
            kind: row.kind.as_str(),
            colour: row.colour,
        }
    }
}

impl Author {
    pub(crate) fn new(account: Account, team: Option<Arc<Team>>) -> Self {
        let gone = !account.is_active();
        Self {
            id: account.id,
            handle: account.handle.as_str().into(),
            name: account.display_name.into(),
            role: account.role,
            sport: account.sport,
            event_gender: account.event_gender,
            team,
            verified_at: account.verified_at,
            region: account.region.into(),
            region_slug: account.region_slug.into(),
            bio: account.bio.into(),
            reply_policy: account.reply_policy,
            gone,
        }
    }

    /// The colour of their team, or the host's.
    pub fn colour(&self) -> Colour {
        self.team.as_ref().map_or(Colour::DEFAULT, |t| t.colour)
    }
}

fn path(key: &str) -> Box<str> {
    format!("/media/{key}").into_boxed_str()
}

impl From<Poster> for Still {
    fn from(p: Poster) -> Self {
        Self {
            webp: path(&p.webp_key),
            jpeg: path(&p.jpeg_key),
            width: p.width,
            height: p.height,
            blurhash: p.blurhash.into(),
        }
    }
}

impl From<Rendition> for Playable {
    fn from(r: Rendition) -> Self {
        Self {
            rung: r.rung,
            url: path(&r.key),
            width: r.width,
            height: r.height,
            bytes: r.bytes,
            bit_rate: r.bit_rate,
            codecs: r.codecs.into(),
        }
    }
}

impl Shown {
    /// Who may comment.
    pub fn reply_policy(&self) -> ReplyPolicy {
        self.own_reply_policy.unwrap_or(self.author.reply_policy)
    }

    /// What the rule of who may see it needs to know.
    pub fn sight(&self) -> Sight {
        Sight { author: self.author.id, author_gone: self.author.gone, state: self.state, visibility: self.visibility }
    }
}

impl Film {
    /// A video as its row has it, posted or not.
    pub fn of(media: &Media, renditions: Vec<Rendition>, tracks: Vec<String>) -> Self {
        let pixels = |n: i64| u32::try_from(n).unwrap_or(0);
        Self {
            state: media.state,
            refusal: media.refusal,
            stage: media.stage.as_str().into(),
            percent: media.percent,
            duration_ms: media.duration_ms,
            width: pixels(media.width),
            height: pixels(media.height),
            poster: media.poster.clone().map(Still::from),
            renditions: renditions.into_iter().map(Playable::from).collect(),
            tracks: tracks.into_iter().map(Into::into).collect(),
            media: media.id,
        }
    }

    /// Path of the caption track of a language.
    pub fn track(&self, language: &str) -> String {
        format!("/media/captions/{}/{language}.vtt", self.media)
    }
}

impl Card {
    /// Puts a card together. `base` is the address people see, for the links in its JSON form.
    pub(super) fn new(row: CardRow, author: Arc<Author>, base: &Arc<str>) -> Self {
        let pixels = |n: i64| u32::try_from(n).unwrap_or(0);
        let film = Film {
            state: row.media_state,
            refusal: row.refusal.and_then(|word| word.parse().ok()),
            stage: row.stage.into(),
            percent: row.percent,
            duration_ms: row.duration_ms,
            width: pixels(row.width),
            height: pixels(row.height),
            poster: row.poster.map(Still::from),
            renditions: row.renditions.into_iter().map(Playable::from).collect(),
            tracks: row.tracks.into_iter().map(Into::into).collect(),
            media: row.media,
        };
        let shown = Shown {
            id: row.id,
            media: row.media,
            author,
            caption: row.caption.into(),
            alt_text: row.alt_text.into(),
            language: row.language.into(),
            visibility: row.visibility,
            state: row.state,
            own_reply_policy: row.reply_policy,
            created_at: row.created_at,
            published_at: row.published_at,
            scheduled_at: row.scheduled_at,
            edited_at: row.edited_at,
            journey: row.journey.map(|(id, slug, title)| JourneyLink { id, slug: slug.into(), title: title.into() }),
            tags: row.tags.into(),
            film,
            note: row.note.map(Box::new),
            hand: row.hand,
            focus: row.focus,
            json: json::Written::not_yet(base),
        };
        Self { shown: Arc::new(shown), cheers: row.cheers, comments: row.comments, shares: row.shares, boost: None }
    }
}
