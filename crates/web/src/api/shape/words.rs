//! The words that stand for one of a few, as the document tells them; `grandstand_domain` reads them.

use utoipa::ToSchema;

/// Who may see a post.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Visibility {
    Public,
    Followers,
}

/// Who may comment.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum ReplyPolicy {
    Open,
    Followers,
    Off,
}

/// A viewer's word on a topic.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Wish {
    More,
    Fewer,
    Never,
}

/// Where a film was watched.
#[derive(ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::api) enum Surface {
    Discover,
    ForYou,
    Following,
    Athlete,
    Team,
    Sport,
    Tag,
    Journey,
    Search,
    Link,
    Embed,
}
