//! How far films in the making are. Workers of this process put it on the board as it changes; a coarse figure also goes
//! into the media row from time to time, where other servers and a restarted one find it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use grandstand_domain::{
    account::Actor,
    id::{MediaId, PostId},
    media::{MediaState, Refusal, Rung},
};
use grandstand_store::media;
use tokio::sync::watch;

use crate::{ctx::Ctx, error::AppError, post};

/// What is being done with a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It waits for a worker.
    Queued,
    /// It is being looked at: is it a film, and which?
    Looking,
    /// The first rendition is being made.
    First,
    /// The other renditions are being made; it can be watched.
    Rest,
    /// A step failed for a reason outside the file and will be tried again.
    Waiting,
    /// Every rendition stands.
    Complete,
    /// It cannot be published.
    Refused,
}

impl Stage {
    /// The stored word, which is also the word in events.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Looking => "looking",
            Self::First => "first",
            Self::Rest => "rest",
            Self::Waiting => "waiting",
            Self::Complete => "complete",
            Self::Refused => "refused",
        }
    }
}

/// What is being done and how much of it is done, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At {
    /// What is being done.
    pub stage: Stage,
    /// 0 to 100.
    pub percent: u8,
}

/// The board. One per process.
#[derive(Debug, Default)]
pub struct Board(Mutex<HashMap<MediaId, watch::Sender<Option<At>>>>);

impl Board {
    /// Says how far a film is.
    pub(crate) fn tell(&self, media: MediaId, at: At) {
        self.of(media).send_if_modified(|now| {
            let changed = *now != Some(at);
            *now = Some(at);
            changed
        });
    }

    /// Wakes who watches a film and forgets what was said: its row tells the rest.
    pub(crate) fn clear(&self, media: MediaId) {
        self.of(media).send_replace(None);
        let mut board = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        board.retain(|_, sender| sender.receiver_count() > 0 || sender.borrow().is_some());
    }

    /// Follows a film. The value is none while no worker of this process is at it.
    pub fn watch(&self, media: MediaId) -> watch::Receiver<Option<At>> {
        self.of(media).subscribe()
    }

    /// How far a film is, if a worker of this process is at it.
    pub fn now(&self, media: MediaId) -> Option<At> {
        let board = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        board.get(&media).and_then(|sender| *sender.borrow())
    }

    fn of(&self, media: MediaId) -> watch::Sender<Option<At>> {
        let mut board = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        board.entry(media).or_insert_with(|| watch::Sender::new(None)).clone()
    }
}

/// A film in the making, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Making {
    /// Where it stands.
    pub state: MediaState,
    /// Why it was refused, if it was.
    pub refusal: Option<Refusal>,
    /// What is being done, as [`Stage::as_str`] says it.
    pub stage: String,
    /// 0 to 100, of this stage.
    pub percent: u8,
    /// The renditions it will have, as far as that is known, and whether each stands.
    pub rungs: Vec<(Rung, bool)>,
}

/// How far a film is: from the board when a worker of this process is at it, else from its row.
pub async fn making(ctx: &Ctx, id: MediaId) -> Result<Making, AppError> {
    let mut tx = ctx.begin_read().await?;
    let row = media::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let have: Vec<Rung> = media::renditions(&mut tx, id).await?.into_iter().map(|r| r.rung).collect();
    let inspection = row.inspection.as_deref().and_then(|json| serde_json::from_str(json).ok());
    let mut wanted = inspection.map(|i| grandstand_media::ladder::rungs(&i)).unwrap_or_default();
    wanted.extend(have.iter().filter(|r| !wanted.contains(r)).copied().collect::<Vec<_>>());
    let told = ctx.progress.now(id);
    let (stage, percent) = match told {
        Some(at) if row.state != MediaState::Complete => (at.stage.as_str().to_owned(), at.percent),
        _ => (row.stage, u8::try_from(row.percent.clamp(0, 100)).unwrap_or(0)),
    };
    let rungs = wanted.into_iter().map(|rung| (rung, have.contains(&rung))).collect();
    Ok(Making { state: row.state, refusal: row.refusal, stage, percent, rungs })
}

/// The video of a post that the viewer may see.
///
/// # Errors
/// `NotFound` for all others.
pub async fn media_of_post(ctx: &Ctx, viewer: Option<&Actor>, id: PostId) -> Result<MediaId, AppError> {
    let mut tx = ctx.begin_read().await?;
    let (post, ..) = post::seen(&mut tx, viewer, id).await?;
    Ok(post.media)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_holds_only_what_is_being_made_or_watched() {
        let board = Board::default();
        let watched = board.watch(MediaId(1));
        board.tell(MediaId(1), At { stage: Stage::First, percent: 7 });
        board.tell(MediaId(2), At { stage: Stage::Rest, percent: 9 });
        assert_eq!(*watched.borrow(), Some(At { stage: Stage::First, percent: 7 }));
        board.clear(MediaId(1));
        assert_eq!(*watched.borrow(), None);
        drop(watched);
        board.clear(MediaId(2));
        assert!(board.0.lock().unwrap().is_empty());
    }
}
