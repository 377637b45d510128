//! A server with its views running, and people who post.

use std::sync::Arc;

use grandstand_app::{
    Ctx, account,
    post::{self, NewPost, Post},
    viewer::Viewer,
    views,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{AccountId, MediaId, PostId},
    media::{MediaState, Rendition, Rung},
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, TestWorld};
use tokio::task::JoinHandle;

use crate::server;

/// A film that was looked at and cannot be played yet.
pub(crate) async fn film(ctx: &Ctx, owner: &Actor) -> MediaId {
    let media = MediaId(ctx.id());
    let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
    store::media::insert(&mut tx, media, owner.account, &format!("originals/{media}"), 1_000).await.unwrap();
    store::media::accept(&mut tx, media, "{}", 12_000, 1080, 1920).await.unwrap();
    tx.commit().await.unwrap();
    media
}

/// The first rendition of a film stands.
pub(crate) async fn render(ctx: &Ctx, media: MediaId) {
    let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
    let rendition = Rendition {
        rung: Rung::P480,
        width: 480,
        height: 854,
        bytes: 1_000,
        bit_rate: 1_100_000,
        codecs: "avc1.64001f,mp4a.40.2".into(),
        sha256: "00".into(),
        key: rendered(media),
    };
    store::media::put_rendition(&mut tx, media, &rendition).await.unwrap();
    store::media::set_state(&mut tx, media, MediaState::Playable).await.unwrap();
    post::media_playable(ctx, &mut tx, media).await.unwrap();
    tx.commit().await.unwrap();
}

/// The key of the first rendition.
pub(crate) fn rendered(media: MediaId) -> String {
    format!("{media}-480.mp4")
}

pub(crate) struct Stage {
    pub(crate) ctx: Arc<Ctx>,
    pub(crate) world: TestWorld,
    views: JoinHandle<()>,
    pub(crate) scratch: Scratch,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.views.abort();
    }
}

impl Stage {
    pub(crate) async fn new(scratch: Scratch) -> Self {
        let world = TestWorld::default();
        let ctx = Arc::new(server(&scratch, &world).await);
        views::load(&ctx).await.unwrap();
        let views = tokio::spawn(views::run(Arc::clone(&ctx)));
        Self { ctx, world, views, scratch }
    }

    pub(crate) async fn person(&self, handle: &str, role: Role) -> Actor {
        self.world.advance(1);
        account::create(&self.ctx, handle, role, "", None).await.unwrap().actor()
    }

    /// A film that was looked at and cannot be played yet.
    pub(crate) async fn film(&self, owner: &Actor) -> MediaId {
        film(&self.ctx, owner).await
    }

    /// The first rendition of a film stands.
    pub(crate) async fn playable(&self, media: MediaId) {
        render(&self.ctx, media).await;
        self.settled().await;
    }

    /// A published post.
    pub(crate) async fn post(&self, author: &Actor, caption: &str) -> PostId {
        self.post_with(author, |new| NewPost { caption, ..new }).await.id
    }

    pub(crate) async fn post_with<'a>(&self, author: &Actor, fill: impl FnOnce(NewPost<'a>) -> NewPost<'a>) -> Post {
        self.world.advance(1_000);
        let media = self.film(author).await;
        self.playable(media).await;
        post::publish(&self.ctx, author, fill(NewPost::of(media))).await.unwrap()
    }

    /// The views have taken in everything that was committed.
    pub(crate) async fn settled(&self) {
        let head = store::log::head(&mut self.ctx.begin_read().await.unwrap()).await.unwrap();
        for _ in 0..500 {
            if self.ctx.views.seq() >= head {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the views stay behind the log");
    }

    pub(crate) async fn viewer(&self, actor: &Actor) -> Viewer {
        Viewer::of(&self.ctx, Some(actor)).await.unwrap()
    }

    /// What Discover shows to someone without an account, or to an actor.
    pub(crate) async fn discover(&self, actor: Option<&Actor>) -> Vec<PostId> {
        let viewer = match actor {
            Some(actor) => self.viewer(actor).await,
            None => Viewer::anyone(),
        };
        let page = self.ctx.views.discover(&views::feed::Filter::default(), &viewer, None, 100);
        page.cards.iter().map(|c| c.id).collect()
    }

    pub(crate) async fn facts(&self, kind: &str) -> usize {
        store::log::last_of_kind(&mut self.ctx.begin_read().await.unwrap(), kind, 1_000).await.unwrap().len()
    }

    pub(crate) async fn notes(&self, actor: &Actor) -> Vec<(&'static str, Option<AccountId>)> {
        let viewer = self.viewer(actor).await;
        let later = self.ctx.now().plus(1);
        let (notes, _) = grandstand_app::notification::list(&self.ctx, &viewer, later, 50).await.unwrap();
        notes.iter().map(|n| (n.kind.as_str(), n.actor.as_ref().map(|a| a.id))).collect()
    }
}
