//! How far films in the making are. Workers of this process put it on the board as it changes; a coarse figure also goes
//! into the media row from time to time, where other servers and a restarted one find it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use grandstand_domain::id::MediaId;
use tokio::sync::watch;

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

    fn of(&self, media: MediaId) -> watch::Sender<Option<At>> {
        let mut board = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        board.entry(media).or_insert_with(|| watch::Sender::new(None)).clone()
    }
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
