//! Looking ahead in the log: what the next entries need lies all over memory, and is asked for together before the first of
//! them waits for it.

use std::hint::black_box;

use grandstand_domain::{
    id::PostId,
    log::{Entry, Fact},
};

use crate::{feed::Feed, viewer::Viewer};

/// How many entries are looked at together.
const STRETCH: usize = 16;

impl Feed {
    /// Takes in a stretch of the log: what [`Feed::apply`] makes of each entry in turn, in less time.
    pub fn apply_all(&mut self, entries: &[Entry]) {
        let mut acts = Vec::new();
        for stretch in entries.chunks(STRETCH) {
            self.look_ahead(stretch);
            for entry in stretch {
                self.apply_with(entry, &mut acts);
            }
        }
    }

    /// Reads what a stretch of the log will need, each step for all entries, so that the memory behind them is fetched side
    /// by side. Changes nothing.
    fn look_ahead(&self, stretch: &[Entry]) {
        let mut ahead: [(Option<&Viewer>, u32); STRETCH] = [(None, u32::MAX); STRETCH];
        for (entry, (viewer, index)) in stretch.iter().zip(&mut ahead) {
            *viewer = entry.fact.actor().and_then(|account| self.viewers.get(account));
            *index = film(&entry.fact).and_then(|post| self.catalogue.index(post)).unwrap_or(u32::MAX);
        }
        let mut read = 0;
        for (viewer, index) in &ahead {
            read ^= viewer.map_or(0, Viewer::touch) ^ self.model.touch(*index) ^ self.catalogue.touch(*index);
        }
        for (viewer, index) in &ahead {
            read ^= viewer.map_or(0, |viewer| viewer.touch_film(*index));
        }
        black_box(read);
    }
}

/// The first film that a fact is about.
fn film(fact: &Fact) -> Option<PostId> {
    match fact {
        Fact::Watched { views, .. } => views.first().map(|view| view.post),
        Fact::Cheered { post, .. }
        | Fact::Uncheered { post, .. }
        | Fact::Commented { post, .. }
        | Fact::Shared { post, .. }
        | Fact::Hidden { post, .. } => Some(*post),
        _ => None,
    }
}
