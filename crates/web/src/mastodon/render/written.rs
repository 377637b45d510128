//! A page of statuses as JSON. Most of it is the same for most readers, so it is copied from what was written before.

use bytes::Bytes;
use grandstand_app::{
    AppError,
    viewer::Marks,
    views::{Card, Status, status_id},
};
use grandstand_domain::time::UnixMillis;

use super::Render;
use crate::{error::WebError, mastodon::kept::Numbers};

impl Render<'_> {
    /// Statuses of a timeline, in their order, as a JSON array. Filters that hide take theirs out.
    pub(crate) async fn written(&self, statuses: &[Status]) -> Result<Vec<u8>, WebError> {
        let cards: Vec<Card> = statuses.iter().map(|s| s.card.clone()).collect();
        let marks = Marks::load(&self.web.ctx, self.viewer, &cards).await?;
        let version = self.web.ctx.views.version();
        let plain: Vec<bool> = statuses.iter().map(|status| self.is_plain(status, &marks)).collect();
        let mut written: Vec<Option<Bytes>> = statuses
            .iter()
            .zip(&plain)
            .map(|(s, plain)| self.web.timelines.status(version, &s.card, || self.numbers(&s.card)).filter(|_| *plain))
            .collect();
        let missing: Vec<usize> =
            (0..statuses.len()).filter(|at| written.get(*at).is_some_and(Option::is_none)).collect();
        if !missing.is_empty() {
            let anew: Vec<Status> = missing.iter().filter_map(|at| statuses.get(*at).cloned()).collect();
            for (at, made) in missing.iter().zip(self.each(&anew).await?) {
                let Some(made) = made else { continue };
                let json = Bytes::from(serde_json::to_vec(&made).map_err(AppError::internal)?);
                if let (Some(true), Some(status)) = (plain.get(*at), statuses.get(*at)) {
                    self.web.timelines.keep_status(version, &status.card, self.numbers(&status.card), json.clone());
                }
                if let Some(place) = written.get_mut(*at) {
                    *place = Some(json);
                }
            }
        }
        let mut out = Vec::with_capacity(written.iter().flatten().map(|json| json.len() + 1).sum::<usize>() + 2);
        out.push(b'[');
        for (at, json) in written.iter().flatten().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(json);
        }
        out.push(b']');
        Ok(out)
    }

    /// Whether a status reads for this viewer as it does for anyone, and names nobody who might be called otherwise by now.
    fn is_plain(&self, status: &Status, marks: &Marks) -> bool {
        let card = &status.card;
        let marked = [&marks.cheered, &marks.bookmarked, &marks.reblogged].iter().any(|of| of.contains(&card.id));
        let spoiler = card.note.as_ref().map_or("", |note| &*note.spoiler);
        let text = || format!("{} {} {spoiler}", card.caption, card.alt_text);
        !marked
            && status.reblog.is_none()
            && self.viewer.actor.is_none_or(|actor| actor.account != card.author.id)
            && (self.viewer.filters.is_empty()
                || self.filtered(&text(), status_id(card.id, card.published_at)).is_some_and(|met| met.is_empty()))
            && !card.caption.contains('@')
            && !card.author.bio.contains('@')
    }

    fn numbers(&self, card: &Card) -> Numbers {
        let views = &self.web.ctx.views;
        let (count, newest) = views.posts_of(card.author.id);
        let newest: Option<UnixMillis> = newest.and_then(|card| card.published_at);
        let following = views.author_counted(card.author.id).map_or(0, |(_, following)| following);
        (views.followers(card.author.id), following, count, newest)
    }
}
