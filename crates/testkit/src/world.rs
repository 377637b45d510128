//! A clock that stands still until a test moves it, and repeatable "randomness".

use std::sync::{Arc, Mutex};

use grandstand_app::World;
use grandstand_domain::time::UnixMillis;

/// The world of a test. Clones share one clock.
#[derive(Clone)]
pub struct TestWorld {
    state: Arc<Mutex<(i64, u64)>>,
}

impl Default for TestWorld {
    /// Starts at 2026-07-01T12:00:00Z.
    fn default() -> Self {
        Self { state: Arc::new(Mutex::new((1_782_907_200_000, 0x9e37_79b9_7f4a_7c15))) }
    }
}

impl TestWorld {
    /// Moves the clock.
    pub fn advance(&self, millis: i64) {
        self.state.lock().expect("the test clock").0 += millis;
    }
}

impl World for TestWorld {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.state.lock().expect("the test clock").0)
    }

    /// SplitMix64: repeatable, and different on every call.
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.state.lock().expect("the test clock");
        for chunk in bytes.chunks_mut(8) {
            state.1 = state.1.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state.1;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}
