//! The caption track of a film, made from its shots, so that it says what is seen and what is heard.

use grandstand_domain::webvtt::Cue;

use crate::film::{FilmSpec, Scene, Shot, Stage};

/// The captions of a film.
pub fn captions(spec: &FilmSpec) -> Vec<Cue> {
    let mut at = 0.0_f32;
    let mut cues = Vec::with_capacity(spec.scenes.len());
    for scene in spec.scenes {
        // A short gap between captions, so that a change is seen as one.
        let (start_ms, end_ms) = (millis(at + 0.05), millis(at + scene.seconds - 0.05));
        at += scene.seconds;
        cues.push(Cue { start_ms, end_ms, text: words(spec, scene) });
    }
    cues
}

fn millis(seconds: f32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a film is a few seconds long")]
    let value = (seconds * 1000.0).round() as u32;
    value
}

fn words(spec: &FilmSpec, scene: &Scene) -> String {
    match scene.shot {
        Shot::Title(_) => format!(
            "[Heartbeat, a murmur in the stands]\n{} {}: {}",
            title(spec.given),
            title(spec.family),
            sentence(spec.event)
        ),
        Shot::Action(_, word) => format!("[{}]\n{}", heard(spec.stage), sentence(word)),
        Shot::Clock(label, _, to, note) => {
            let (minutes, rest) = (to / 6000, to % 6000);
            let time = if minutes > 0 {
                format!("{minutes}:{:02}.{:02}", rest / 100, rest % 100)
            } else {
                format!("{}.{:02}", rest / 100, rest % 100)
            };
            format!("[A clock ticks and stops]\n{}: {time}. {}", sentence(label), sentence(note))
        }
        Shot::Score(label, ours, theirs, note) => {
            format!("{}: {ours} to {theirs}\n{}", sentence(label), sentence(note))
        }
        Shot::Target(label, hits, note) => {
            let hits = hits.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
            format!("[Three hits]\n{}: {hits}. {}", sentence(label), sentence(note))
                .replace("Three hits", if hits.matches(',').count() == 2 { "Three hits" } else { "Hits" })
        }
        Shot::Bars(label, bars, note) => {
            let marks = bars.iter().map(|(year, _, value)| format!("{year} {value}")).collect::<Vec<_>>().join(", ");
            format!("{}: {marks}\n{}", sentence(label), sentence(note))
        }
        Shot::Words(lines) => lines.iter().map(|l| sentence(l)).collect::<Vec<_>>().join(" "),
        Shot::Countdown => format!("[Ticking]\n{} days to go", spec.days),
        Shot::Cheer(lines) => format!("[The crowd cheers, bells]\n{}", sentence(&lines.join(" "))),
    }
}

/// What the place sounds like.
fn heard(stage: Stage) -> &'static str {
    match stage {
        Stage::Track => "Footsteps, the crowd rising",
        Stage::Pool => "Strokes in the water, the crowd rising",
        Stage::River => "Blades in the water, drums",
        Stage::Road => "Wheels hum, drums",
        Stage::Velodrome => "Wheels roar on wood",
        Stage::Court => "The ball, drums, the crowd rising",
        Stage::Mat => "Feet on the mat, drums",
        Stage::Range => "A string sings, silence, drums",
        Stage::Park => "Wheels on concrete, a pop of wood",
        Stage::Wall => "Hands on the wall, drums",
        Stage::Platform => "Steel rings, drums",
    }
}

/// The scoreboard's capitals as words are written.
fn sentence(capitals: &str) -> String {
    let mut start = true;
    capitals
        .chars()
        .map(|c| {
            let written = if start { c } else { c.to_lowercase().next().unwrap_or(c) };
            if c.is_alphanumeric() {
                start = false;
            }
            if matches!(c, '.' | '!' | '?') {
                start = true;
            }
            written
        })
        .collect()
}

fn title(capitals: &str) -> String {
    capitals.split(' ').map(sentence).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_sentences() {
        assert_eq!(sentence("BOW. BEGIN."), "Bow. Begin.");
        assert_eq!(title("MAREN OKARO"), "Maren Okaro");
    }
}
