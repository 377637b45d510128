//! Scopes: what an app may do for an account. The words and what each covers are those of the Mastodon client API
//! (docs.joinmastodon.org, "OAuth Scopes"), so that apps made for it ask for nothing else here.

use std::{fmt, str::FromStr};

use crate::invalid::Invalid;

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $word:literal),* $(,)?) => {
        /// One thing that an app may be allowed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Scope { $($(#[$doc])* $name),* }

        impl Scope {
            /// Every scope: those that stand for several first.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word that apps use.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

scopes! {
    /// Everything that reads.
    Read = "read",
    /// Everything that writes.
    Write = "write",
    /// Following, blocking and muting, reading and writing (kept for old apps).
    Follow = "follow",
    /// Web Push to this app.
    Push = "push",
    /// Who is signed in, and nothing else.
    Profile = "profile",
    /// See accounts, one's own with its settings among them.
    ReadAccounts = "read:accounts",
    /// See whom one blocks.
    ReadBlocks = "read:blocks",
    /// See what one keeps.
    ReadBookmarks = "read:bookmarks",
    /// See what one cheered.
    ReadFavourites = "read:favourites",
    /// See what one filters.
    ReadFilters = "read:filters",
    /// See whom one follows.
    ReadFollows = "read:follows",
    /// See one's lists.
    ReadLists = "read:lists",
    /// See whom one mutes.
    ReadMutes = "read:mutes",
    /// See one's notifications.
    ReadNotifications = "read:notifications",
    /// Search as oneself.
    ReadSearch = "read:search",
    /// See posts and timelines.
    ReadStatuses = "read:statuses",
    /// Change one's profile.
    WriteAccounts = "write:accounts",
    /// Block and unblock.
    WriteBlocks = "write:blocks",
    /// Keep posts.
    WriteBookmarks = "write:bookmarks",
    /// Mute and remove conversations.
    WriteConversations = "write:conversations",
    /// Cheer.
    WriteFavourites = "write:favourites",
    /// Change one's filters.
    WriteFilters = "write:filters",
    /// Follow and unfollow.
    WriteFollows = "write:follows",
    /// Change one's lists.
    WriteLists = "write:lists",
    /// Upload.
    WriteMedia = "write:media",
    /// Mute and unmute.
    WriteMutes = "write:mutes",
    /// Clear notifications.
    WriteNotifications = "write:notifications",
    /// Report.
    WriteReports = "write:reports",
    /// Post, comment, share, edit and delete.
    WriteStatuses = "write:statuses",
}

impl Scope {
    const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// The scopes that this one stands for, itself among them, as bits.
    fn covers(self) -> u32 {
        let under = |start: &str| Self::ALL.iter().filter(|s| s.as_str().starts_with(start)).map(|s| s.bit()).sum();
        let inside: u32 = match self {
            Self::Read => under("read:"),
            Self::Write => under("write:"),
            Self::Follow => [
                Self::ReadBlocks,
                Self::ReadFollows,
                Self::ReadMutes,
                Self::WriteBlocks,
                Self::WriteFollows,
                Self::WriteMutes,
            ]
            .iter()
            .map(|s| s.bit())
            .sum(),
            _ => 0,
        };
        inside | self.bit()
    }
}

impl FromStr for Scope {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        Self::ALL.iter().copied().find(|s| s.as_str() == word).ok_or_else(|| Invalid::one("scope", "scope-unknown"))
    }
}

/// A set of scopes. A wide one (`read`) brings what it stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scopes(u32);

impl Scopes {
    /// No scope at all.
    pub const NONE: Self = Self(0);

    /// Whether something is allowed.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether everything here is in `other` too.
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Whether nothing is allowed.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fewest scopes that make this set: those that another one brings are left out.
    pub fn shortest(self) -> Vec<Scope> {
        let all: Vec<Scope> = Scope::ALL.iter().copied().filter(|s| self.contains(*s)).collect();
        let brought = |scope: &Scope| all.iter().any(|wide| wide != scope && wide.covers() & scope.bit() != 0);
        all.iter().copied().filter(|scope| !brought(scope)).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.covers()))
    }
}

impl FromStr for Scopes {
    type Err = Invalid;

    /// Words between blanks, commas or `+` (RFC 6749, section 3.3 names the blank; apps have sent the others). At least
    /// one; an unknown word is a fault, so nobody is asked to allow something that means nothing here.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let words = text.split([' ', ',', '+', '\n', '\t']).filter(|word| !word.is_empty());
        let scopes: Self = words.map(str::parse::<Scope>).collect::<Result<_, _>>()?;
        if scopes.is_empty() { Err(Invalid::one("scope", "scope-unknown")) } else { Ok(scopes) }
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.shortest().into_iter().map(Scope::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_wide_scope_brings_its_own_and_no_more() {
        let read: Scopes = "read".parse().unwrap();
        assert!(read.contains(Scope::ReadStatuses) && read.contains(Scope::ReadFollows));
        assert!(!read.contains(Scope::WriteStatuses) && !read.contains(Scope::Push) && !read.contains(Scope::Profile));
        let follow: Scopes = "follow".parse().unwrap();
        assert!(follow.contains(Scope::WriteMutes) && !follow.contains(Scope::WriteAccounts));
        // All the parts together are not the whole: what is added to `read` later was never agreed to.
        let parts: Scopes = Scope::ALL.iter().copied().filter(|s| s.as_str().starts_with("read:")).collect();
        assert!(parts.is_within(read) && !read.is_within(parts));
        for wrong in ["", " ", "admin:read", "read:everything", "READ"] {
            assert!(wrong.parse::<Scopes>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_set_is_read_back_as_it_was_written(bits in any::<u32>()) {
            let set: Scopes = Scope::ALL.iter().copied().filter(|s| bits & (1 << *s as u8) != 0).collect();
            prop_assume!(!set.is_empty());
            prop_assert_eq!(set.to_string().parse::<Scopes>().unwrap(), set);
        }
    }
}
