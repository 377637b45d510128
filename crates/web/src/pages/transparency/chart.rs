//! Bars drawn by the server: the part of attention beside the part of athletes, readable without colour, figures behind.

use crate::words::Words;

/// Width of the drawing, in its own units: a phone's column, so that text keeps its size there.
const WIDTH: f64 = 360.0;
/// Height of a row: a line of words, the bar, and room below.
const ROW: f64 = 46.0;

/// A bar with its words and figures.
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) athletes: usize,
    pub(crate) of_athletes: String,
    pub(crate) of_attention: String,
    pub(crate) text_y: f64,
    pub(crate) bar_y: f64,
    pub(crate) width: String,
    /// Where the bar would end if attention went by numbers.
    pub(crate) even: String,
}

/// A chart.
pub(crate) struct Chart {
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) note: String,
    pub(crate) height: f64,
    pub(crate) bars: Vec<Bar>,
}

impl Chart {
    /// Groups as (name, athletes, part of attention).
    #[expect(clippy::cast_precision_loss, reason = "counts of athletes and rows")]
    pub(crate) fn of(name: &'static str, groups: Vec<(String, usize, f64)>, words: &Words) -> Self {
        let all = groups.iter().map(|g| g.1).sum::<usize>().max(1) as f64;
        let longest = groups.iter().map(|g| g.2.max(g.1 as f64 / all)).fold(0.01, f64::max);
        let percent = |part: f64| format!("{:.1} %", part * 100.0);
        let bars = groups.into_iter().enumerate().map(|(place, (label, athletes, attention))| {
            let (top, even) = (place as f64 * ROW, athletes as f64 / all);
            Bar {
                label,
                athletes,
                of_athletes: percent(even),
                of_attention: percent(attention),
                text_y: top + 15.0,
                bar_y: top + 22.0,
                width: format!("{:.1}", (attention / longest * WIDTH).max(1.0)),
                even: format!("{:.1}", (even / longest * WIDTH).clamp(1.0, WIDTH - 1.0)),
            }
        });
        let bars: Vec<Bar> = bars.collect();
        Self {
            name,
            title: words.t(&format!("transparency-by-{name}")),
            note: words.t(&format!("transparency-by-{name}-note")),
            height: bars.len() as f64 * ROW,
            bars,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_within_the_drawing() {
        let words = Words::choose(None, None);
        let groups = vec![("A".to_owned(), 1, 0.9), ("B".to_owned(), 99, 0.1), ("C".to_owned(), 0, 0.0)];
        let chart = Chart::of("sport", groups, &words);
        for bar in &chart.bars {
            let (width, even): (f64, f64) = (bar.width.parse().unwrap(), bar.even.parse().unwrap());
            assert!((0.0..=WIDTH).contains(&width) && (0.0..=WIDTH).contains(&even), "{}", bar.label);
        }
        assert!(Chart::of("sport", Vec::new(), &words).bars.is_empty());
    }
}
