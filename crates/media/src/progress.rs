//! How far a child process is: the lines that ffmpeg writes with `-progress pipe:1`.

/// How far a film is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Frames written so far.
    pub frames: u64,
    /// How much of the film stands, in milliseconds.
    pub out_ms: u64,
    /// From 0 to 1; only as good as the guess of the film's length.
    pub done_ratio: f32,
}

/// Collects `key=value` lines until `progress=`, which ends a block.
#[derive(Debug)]
pub(crate) struct ProgressReader {
    expected_ms: u64,
    now: Progress,
}

impl ProgressReader {
    pub(crate) fn new(expected_ms: u64) -> Self {
        Self { expected_ms, now: Progress::default() }
    }

    /// Takes one line; says how far things are whenever a block is complete.
    pub(crate) fn line(&mut self, line: &str) -> Option<Progress> {
        let (key, value) = line.trim().split_once('=')?;
        match key {
            "frame" => self.now.frames = value.trim().parse().unwrap_or(self.now.frames),
            // Microseconds in spite of what its twin `out_time_ms` is called; `N/A` before the first frame.
            "out_time_us" => self.now.out_ms = value.parse::<u64>().map_or(self.now.out_ms, |us| us / 1000),
            "progress" => {
                #[expect(clippy::cast_precision_loss, reason = "a ratio needs no more than 24 bits")]
                let ratio = self.now.out_ms as f32 / self.expected_ms.max(1) as f32;
                self.now.done_ratio = if value == "end" { 1.0 } else { ratio.clamp(0.0, 0.99) };
                return Some(self.now);
            }
            _ => {}
        }
        None
    }

    /// How far it was when last heard of.
    pub(crate) fn last(&self) -> Progress {
        self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_become_progress() {
        let mut reader = ProgressReader::new(4_000);
        let lines = "frame=30\nfps=0.0\nout_time_us=N/A\nprogress=continue\nframe=60\nout_time_us=2000000\nprogress=continue\nframe=  99 \nout_time_us=5000000\nprogress=end";
        let seen: Vec<Progress> = lines.lines().filter_map(|l| reader.line(l)).collect();
        assert_eq!(seen[0], Progress { frames: 30, out_ms: 0, done_ratio: 0.0 });
        assert_eq!(seen[1], Progress { frames: 60, out_ms: 2_000, done_ratio: 0.5 });
        assert_eq!(seen[2], Progress { frames: 99, out_ms: 5_000, done_ratio: 1.0 });
    }

    proptest! {
        #[test]
        fn any_line_is_survived(lines in prop::collection::vec("(frame|out_time_us|progress)?=?[ -~]{0,30}", 0..20)) {
            let mut reader = ProgressReader::new(0);
            for line in lines {
                if let Some(p) = reader.line(&line) {
                    prop_assert!((0.0..=1.0).contains(&p.done_ratio));
                }
            }
        }
    }
}
