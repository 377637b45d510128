//! The shapes of our own interface's answers, as the OpenAPI document tells them. Posts are written as bytes once, when they
//! are put together (`app::views`), so most of these only describe.

#![expect(dead_code, reason = "most shapes are read by the document alone")]

mod words;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub(super) use words::{ReplyPolicy, Surface, Visibility, Wish};

/// Every error: what happened, in plain words.
#[derive(ToSchema)]
pub(super) struct Error {
    /// A sentence for people, in the language asked for.
    error: String,
    /// The same sentence.
    message: Option<String>,
    /// What is wrong with which field.
    faults: Option<Vec<Fault>>,
    /// Under which the fault stands in the server's log.
    reference: Option<String>,
}

/// What is wrong with one field.
#[derive(ToSchema)]
pub(super) struct Fault {
    field: String,
    /// Stays the same in every language.
    key: String,
    error: String,
}

/// A team.
#[derive(ToSchema)]
pub(super) struct Team {
    slug: String,
    name: String,
    noc: Option<String>,
    kind: String,
    /// `#rrggbb`.
    colour: String,
}

/// An athlete or a supporter, as they stand beside their posts.
#[derive(ToSchema)]
pub(super) struct Author {
    id: String,
    handle: String,
    name: String,
    role: String,
    sport: Option<String>,
    region: Option<String>,
    team: Option<Team>,
}

/// An account.
#[derive(ToSchema)]
pub(super) struct Account {
    #[schema(inline)]
    #[serde(flatten)]
    author: Author,
    bio: String,
    url: String,
    followers: u64,
    posts: u64,
    /// Whether the viewer follows it; only for who is signed in.
    following: Option<bool>,
}

/// One size of a film.
#[derive(ToSchema)]
pub(super) struct Rendition {
    rung: String,
    url: String,
    width: u32,
    height: u32,
    bytes: u64,
    bit_rate: u64,
    codecs: String,
}

/// A film's captions in one language (WebVTT).
#[derive(ToSchema)]
pub(super) struct Captions {
    language: String,
    url: String,
}

/// A film's still.
#[derive(ToSchema)]
pub(super) struct Poster {
    webp: String,
    jpeg: String,
    width: u32,
    height: u32,
    blurhash: String,
}

/// A post's film.
#[derive(ToSchema)]
pub(super) struct Video {
    state: String,
    playable: bool,
    /// Why it was refused.
    refusal: Option<String>,
    percent: Option<u32>,
    duration_ms: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    poster: Option<Poster>,
    renditions: Vec<Rendition>,
    captions: Vec<Captions>,
}

/// The journey that a post belongs to.
#[derive(ToSchema)]
pub(super) struct PostJourney {
    id: String,
    title: String,
    url: String,
}

/// What a viewer has to do with a post.
#[derive(ToSchema)]
pub(super) struct Own {
    cheered: bool,
    bookmarked: bool,
    following: bool,
}

/// A lift in force: editors' will, labelled wherever the film is shown.
#[derive(ToSchema)]
pub(super) struct Boost {
    id: String,
    by: String,
    why: String,
    why_cy: Option<String>,
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// A post.
#[derive(ToSchema)]
pub(super) struct Post {
    id: String,
    url: String,
    state: String,
    visibility: Visibility,
    author: Author,
    caption: String,
    alt_text: String,
    /// BCP 47.
    language: String,
    tags: Vec<String>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    published_at: Option<String>,
    #[schema(format = DateTime)]
    scheduled_at: Option<String>,
    #[schema(format = DateTime)]
    edited_at: Option<String>,
    replies: ReplyPolicy,
    journey: Option<PostJourney>,
    video: Video,
    cheers: i64,
    comments: i64,
    shares: i64,
    boost: Option<Boost>,
    /// Only for who is signed in.
    own: Option<Own>,
}

/// A page of a feed. It has an end: `remaining` says how far that is.
#[derive(ToSchema)]
pub(super) struct Feed {
    items: Vec<Post>,
    total: u64,
    remaining: u64,
    /// What `after` takes for the next page; null on the last.
    next: Option<String>,
    /// Signed: what was shown, in which order and why (docs/transparency.md). An account's and a journey's posts have none.
    receipt: Option<Value>,
}

/// A page of posts by time.
#[derive(ToSchema)]
pub(super) struct Posts {
    items: Vec<Post>,
    /// What `after` takes for the next page; null on the last.
    next: Option<String>,
}

/// A comment. Of a removed one only its place is left.
#[derive(ToSchema)]
pub(super) struct Comment {
    id: String,
    post: String,
    parent: Option<String>,
    author: Option<Author>,
    text: String,
    removed: bool,
    /// Whether the viewer may remove it.
    removable: bool,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(no_recursion)]
    replies: Vec<Comment>,
}

/// A page of comments.
#[derive(ToSchema)]
pub(super) struct Comments {
    items: Vec<Comment>,
    next: Option<String>,
}

/// Something that happened to the viewer.
#[derive(ToSchema)]
pub(super) struct Notification {
    id: Option<String>,
    kind: String,
    actor: Option<Author>,
    post: Option<String>,
    comment: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    read: bool,
}

/// A page of notifications.
#[derive(ToSchema)]
pub(super) struct Notifications {
    items: Vec<Notification>,
    next: Option<String>,
}

/// A tag and how many posts have it.
#[derive(ToSchema)]
pub(super) struct TagCount {
    tag: String,
    posts: u64,
}

/// What a search found.
#[derive(ToSchema)]
pub(super) struct Found {
    accounts: Vec<Author>,
    posts: Vec<Post>,
    tags: Vec<TagCount>,
}

/// How a small act stands after it.
#[derive(Serialize, ToSchema)]
pub(super) struct Pressed {
    pub(super) on: bool,
    /// How many did the same, where that is counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<i64>,
}

/// What For you should be about: exactly one of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    /// An account's id.
    #[schema(pattern = "^[1-9][0-9]{0,18}$")]
    pub(super) author: Option<String>,
    /// A sport's name in addresses.
    pub(super) sport: Option<String>,
    pub(super) tag: Option<String>,
}

/// A viewer's word on a topic.
#[derive(ToSchema)]
pub(super) struct Correction {
    topic: Topic,
    wish: Wish,
}

/// What a viewer wants of For you.
#[derive(ToSchema)]
pub(super) struct Choice {
    for_you: bool,
    #[schema(minimum = -2, maximum = 2)]
    relevant: i8,
    #[schema(minimum = -2, maximum = 2)]
    unfamiliar: i8,
    #[schema(minimum = -2, maximum = 2)]
    all_sports: i8,
    corrections: Vec<Correction>,
}

/// A film that For you remembers.
#[derive(ToSchema)]
pub(super) struct Remembered {
    post: String,
    #[schema(format = DateTime)]
    at: Option<String>,
}

/// A topic among the films watched.
#[derive(ToSchema)]
pub(super) struct Interest {
    topic: Topic,
    films: u32,
    percent: u32,
}

/// Everything that For you goes by.
#[derive(ToSchema)]
pub(super) struct Profile {
    films: Vec<Remembered>,
    seen: u64,
    sports: Vec<Interest>,
    athletes: Vec<Interest>,
    tags: Vec<Interest>,
}

/// One contribution to a score, in millionths of a point.
#[derive(ToSchema)]
pub(super) struct Reason {
    kind: String,
    value: i64,
}

/// Why a post stands where it stands: the reasons add up to the score.
#[derive(ToSchema)]
pub(super) struct Why {
    post: String,
    score: i64,
    reasons: Vec<Reason>,
    /// How the place was filled: `score`, `newcomer`, `floor` or `random`.
    slot: String,
    /// With which probability chance put it here, in thousand-millionths.
    propensity: Option<u32>,
    boost: Option<String>,
}

/// One event of a stream (WHATWG HTML, 9.2).
#[derive(ToSchema)]
pub(super) struct Event {
    event: String,
    /// JSON.
    data: String,
}

/// A JWK Set.
#[derive(ToSchema)]
pub(super) struct Keys {
    keys: Vec<Value>,
}

/// A leaf of the transparency log.
#[derive(ToSchema)]
pub(super) struct Leaf {
    index: u64,
    seq: u64,
    leaf: String,
}

/// Leaves, and how many there are.
#[derive(ToSchema)]
pub(super) struct Leaves {
    entries: Vec<Leaf>,
    size: u64,
}

/// That a leaf is in the tree (RFC 9162, 2.1.3).
#[derive(ToSchema)]
pub(super) struct Inclusion {
    index: u64,
    size: u64,
    proof: Vec<String>,
}

/// That a tree grew out of another (RFC 9162, 2.1.4).
#[derive(ToSchema)]
pub(super) struct Consistency {
    first: u64,
    second: u64,
    proof: Vec<String>,
}
