//! For tests only: scratch databases, a clock that can be set, and builders.

mod app;
mod authenticator;
mod database;
mod mail;
mod push;
mod world;

pub use app::{TestApp, means, means_without_room, own_address};
pub use authenticator::Authenticator;
pub use database::{Scratch, postgres_url};
pub use mail::{MailMood, MailServer, Taken};
pub use push::{PushDevice, PushService, Pushed};
pub use world::TestWorld;

/// Expands a test body `async fn name(scratch: Scratch)` into one test per database. The PostgreSQL one needs
/// `GRANDSTAND_TEST_POSTGRES_URL` (script/test sets it) and says "skipped" without.
#[macro_export]
macro_rules! both_databases {
    ($($(#[$doc:meta])* async fn $name:ident($scratch:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn body($scratch: $crate::Scratch) $body

            $(#[$doc])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::Scratch::sqlite().await).await;
            }

            $(#[$doc])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(scratch) = $crate::Scratch::postgres().await {
                    body(scratch).await;
                }
            }
        }
    )*};
}
