//! Posts: one video with its caption, who may see it and who may answer.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::{
    account::Actor,
    id::AccountId,
    invalid::Invalid,
    text,
    time::{DAY, MINUTE, UnixMillis},
};

/// Defines an enum whose stored names are fixed words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $field:literal, $key:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every value, in the order a form shows them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                text.parse()
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or_else(|| Invalid::one($field, $key))
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Who may see a post once it is published.
    Visibility, "visibility", "visibility-unknown" {
        /// Everyone, with or without an account.
        Public = "public",
        /// Accounts that follow the author.
        Followers = "followers",
    }
}

words! {
    /// Where a post stands. Only `Published` posts are seen by anyone but the author and moderators.
    PostState, "state", "state-unknown" {
        /// Kept by the author.
        Draft = "draft",
        /// To be published as soon as its video can be watched.
        Waiting = "waiting",
        /// To be published at a stated time.
        Scheduled = "scheduled",
        /// Seen by those its visibility names.
        Published = "published",
        /// Taken away by its author or a moderator.
        Removed = "removed",
    }
}

words! {
    /// Who may comment.
    ReplyPolicy, "reply_policy", "reply-policy-unknown" {
        /// Everyone with an account.
        Open = "open",
        /// Those who follow the author.
        Followers = "followers",
        /// Nobody.
        Off = "off",
    }
}

/// Words for those who cannot see the video: at most 1,500 graphemes.
pub fn alt_text(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 1_500).map_err(|e| e.at("alt_text"))
}

/// A comment: 1 to 500 graphemes.
pub fn comment_text(raw: &str) -> Result<String, Invalid> {
    text::required(text::clean(raw), 500).map_err(|e| e.at("text"))
}

/// A time at which to publish: at least five minutes and at most a year ahead.
pub fn schedule(at: UnixMillis, now: UnixMillis) -> Result<UnixMillis, Invalid> {
    if at.since(now) < 5 * MINUTE || at.since(now) > 365 * DAY {
        return Err(Invalid::one("scheduled_at", "schedule-range"));
    }
    Ok(at)
}

/// A word or phrase to mute: one line of 1 to 60 graphemes, lower case.
pub fn muted_word(raw: &str) -> Result<String, Invalid> {
    text::name(&raw.to_lowercase(), 60).map_err(|e| e.at("word"))
}

/// What [`may_see`] needs to know of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Who posted it.
    pub author: AccountId,
    /// Whether that account is suspended or removed.
    pub author_gone: bool,
    /// Where it stands.
    pub state: PostState,
    /// Who may see it once published.
    pub visibility: Visibility,
}

/// What [`may_see`] needs to know of who looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Onlooker {
    /// Who looks; none without an account.
    pub actor: Option<Actor>,
    /// Whether they follow the author.
    pub follows: bool,
    /// Whether one of the two blocks the other.
    pub blocked: bool,
    /// Whether this very post was put before them though it is not published: its author handed it to them and the review of it is
    /// open, or it is material of a course whose people they belong to.
    pub shown: bool,
}

impl Onlooker {
    /// Someone without an account.
    pub const ANYONE: Self = Self { actor: None, follows: false, blocked: false, shown: false };
}

/// The one rule of who may see a post. Whoever may not is told that there is no such post.
pub fn may_see(onlooker: &Onlooker, post: &Sight) -> bool {
    let own = onlooker.actor.is_some_and(|a| a.account == post.author);
    let moderates = onlooker.actor.is_some_and(|a| a.role.may_moderate());
    match post.state {
        PostState::Removed => false,
        PostState::Draft | PostState::Waiting | PostState::Scheduled => {
            own || (onlooker.shown && !onlooker.blocked && !post.author_gone)
        }
        PostState::Published if own || moderates => true,
        PostState::Published if post.author_gone || onlooker.blocked => false,
        PostState::Published => post.visibility == Visibility::Public || onlooker.follows,
    }
}

/// Whether someone who may see a post may also comment on it. The author may, unless nobody may.
pub fn may_comment(onlooker: &Onlooker, author: AccountId, policy: ReplyPolicy) -> bool {
    let Some(actor) = onlooker.actor else { return false };
    match policy {
        ReplyPolicy::Off => false,
        _ if onlooker.blocked => false,
        ReplyPolicy::Open => true,
        ReplyPolicy::Followers => onlooker.follows || actor.account == author,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Role;

    /// Every combination of who looks and what is looked at, against the rule said in another way.
    #[test]
    fn who_may_see_what() {
        const AUTHOR: AccountId = AccountId(1);
        let actor = |account, role| Some(Actor { account: AccountId(account), role, organisation: None });
        let onlookers = [
            ("anyone", None),
            ("author", actor(1, Role::Athlete)),
            ("supporter", actor(2, Role::Supporter)),
            ("athlete", actor(2, Role::Athlete)),
            ("staff", actor(2, Role::Staff)),
            ("moderator", actor(2, Role::Moderator)),
            ("operator", actor(2, Role::Operator)),
        ];
        let mut table = String::new();
        for (name, actor) in onlookers {
            for (relation, follows, blocked) in
                [("", false, false), ("+follows", true, false), ("+blocked", false, true), ("+both", true, true)]
            {
                let onlooker = Onlooker { actor, follows, blocked, shown: false };
                let mut row = format!("{name}{relation}:");
                for state in PostState::ALL {
                    for visibility in Visibility::ALL {
                        for author_gone in [false, true] {
                            let post = Sight { author: AUTHOR, author_gone, state: *state, visibility: *visibility };
                            if may_see(&onlooker, &post) {
                                let gone = if author_gone { "(gone)" } else { "" };
                                row += &format!(" {}/{}{gone}", state.as_str(), visibility.as_str());
                            }
                        }
                    }
                }
                if name != "anyone" || relation.is_empty() {
                    table += &row;
                    table.push('\n');
                }
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn what_is_put_before_someone_is_a_draft_and_nothing_more() {
        let coach = Some(Actor { account: AccountId(2), role: Role::Staff, organisation: None });
        let onlooker = Onlooker { actor: coach, shown: true, ..Onlooker::ANYONE };
        let sight = |state, visibility| Sight { author: AccountId(1), author_gone: false, state, visibility };
        for state in [PostState::Draft, PostState::Waiting, PostState::Scheduled] {
            let draft = sight(state, Visibility::Followers);
            assert!(may_see(&onlooker, &draft) && !may_see(&Onlooker { shown: false, ..onlooker }, &draft));
            assert!(!may_see(&Onlooker { blocked: true, ..onlooker }, &draft), "a block ends it");
            assert!(!may_see(&onlooker, &Sight { author_gone: true, ..draft }), "the author is gone");
        }
        assert!(!may_see(&onlooker, &sight(PostState::Removed, Visibility::Public)));
        assert!(!may_see(&onlooker, &sight(PostState::Published, Visibility::Followers)), "they do not follow");
    }

    #[test]
    fn who_may_comment() {
        const AUTHOR: AccountId = AccountId(1);
        let someone = |account, follows, blocked| Onlooker {
            actor: Some(Actor { account: AccountId(account), role: Role::Supporter, organisation: None }),
            follows,
            blocked,
            shown: false,
        };
        // (who, open, followers, off)
        let rows = [
            (Onlooker::ANYONE, false, false, false),
            (someone(2, false, false), true, false, false),
            (someone(2, true, false), true, true, false),
            (someone(2, true, true), false, false, false),
            (someone(1, false, false), true, true, false),
        ];
        for (who, open, followers, off) in rows {
            let found =
                [ReplyPolicy::Open, ReplyPolicy::Followers, ReplyPolicy::Off].map(|p| may_comment(&who, AUTHOR, p));
            assert_eq!(found, [open, followers, off], "{who:?}");
        }
    }
}
