//! The real clock and the operating system's randomness: nothing else in the house reads either.

use std::time::UNIX_EPOCH;

use grandstand_app::World;
use grandstand_domain::time::UnixMillis;

/// The world as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RealWorld;

impl World for RealWorld {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is read for everyone")]
    fn now(&self) -> UnixMillis {
        let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    #[expect(clippy::disallowed_methods, reason = "this is where randomness is drawn for everyone")]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Without randomness every secret would be guessable: better no server than such a one.
            eprintln!("The operating system gave no random bytes: {error}");
            std::process::abort();
        }
    }
}
