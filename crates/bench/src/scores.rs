//! Hit rate, reciprocal rank, area under the curve, logarithmic loss, Gini.

/// How many places count.
pub(crate) const PLACES: usize = 20;

/// Hits by tenth of the stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hits {
    tenths: [(u32, u32, f64); 10],
}

impl Hits {
    /// Adds a scored long view; `rank` is none for a film that nobody had watched before.
    pub(crate) fn add(&mut self, at: usize, of: usize, rank: Option<usize>) {
        let (scored, hits, reciprocal) = &mut self.tenths[(at * 10 / of).min(9)];
        *scored += 1;
        if let Some(rank) = rank.filter(|rank| *rank < PLACES) {
            *hits += 1;
            *reciprocal += 1.0 / (1 + rank) as f64;
        }
    }

    fn sum(&self, tenths: std::ops::Range<usize>) -> (u32, u32, f64) {
        let add = |a: (u32, u32, f64), b: &(u32, u32, f64)| (a.0 + b.0, a.1 + b.1, a.2 + b.2);
        self.tenths[tenths].iter().fold((0, 0, 0.0), add)
    }

    /// Hit rate over some tenths.
    pub(crate) fn rate(&self, tenths: std::ops::Range<usize>) -> f64 {
        let (scored, hits, _) = self.sum(tenths);
        f64::from(hits) / f64::from(scored.max(1))
    }

    pub(crate) fn reciprocal(&self) -> f64 {
        let (scored, _, reciprocal) = self.sum(0..10);
        reciprocal / f64::from(scored.max(1))
    }

    pub(crate) fn scored(&self) -> u32 {
        self.sum(0..10).0
    }
}

/// Predictions beside what happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Predictions(Vec<(f32, bool)>);

impl Predictions {
    pub(crate) fn add(&mut self, likely: f32, happened: bool) {
        self.0.push((likely, happened));
    }

    /// Area under the ROC curve; ties count half.
    pub(crate) fn auc(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut pairs, mut below) = (0.0, 0.0);
        for tied in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let positive = tied.iter().filter(|p| p.1).count() as f64;
            let negative = tied.len() as f64 - positive;
            pairs += positive * (below + negative / 2.0);
            below += negative;
        }
        pairs / (below * (sorted.len() as f64 - below)).max(1.0)
    }

    pub(crate) fn log_loss(&self) -> f64 {
        let loss = |(likely, happened): &(f32, bool)| {
            let likely = f64::from(*likely).clamp(1e-6, 1.0 - 1e-6);
            -if *happened { likely.ln() } else { (1.0 - likely).ln() }
        };
        self.0.iter().map(loss).sum::<f64>() / self.0.len().max(1) as f64
    }

    pub(crate) fn positives(&self) -> usize {
        self.0.iter().filter(|p| p.1).count()
    }
}

/// Gini coefficient: 0 if all have the same, near 1 if one has all.
pub(crate) fn gini(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (n, total) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    let weighted: f64 = sorted.iter().zip(1..).map(|(v, place)| v * f64::from(place)).sum();
    if total > 0.0 { 2.0 * weighted / (n * total) - (n + 1.0) / n } else { 0.0 }
}

/// What the most favoured hundredth have of all.
pub(crate) fn top_share(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let most = sorted.len().div_ceil(100);
    sorted.iter().take(most).sum::<f64>() / sorted.iter().sum::<f64>().max(1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let mut hits = Hits::default();
        hits.add(0, 10, Some(0));
        hits.add(9, 10, Some(19));
        hits.add(9, 10, Some(20));
        hits.add(9, 10, None);
        assert!((hits.rate(0..10) - 0.5).abs() < 1e-9 && (hits.rate(7..10) - 1.0 / 3.0).abs() < 1e-9);
        assert!((hits.reciprocal() - (1.0 + 0.05) / 4.0).abs() < 1e-9);
        let mut sure = Predictions::default();
        for (likely, happened) in [(0.9, true), (0.5, true), (0.5, false), (0.1, false)] {
            sure.add(likely, happened);
        }
        assert!((sure.auc() - 0.875).abs() < 1e-9, "one tie of four pairs");
        assert!((gini(&[1.0, 1.0, 1.0, 1.0])).abs() < 1e-9 && (gini(&[0.0, 0.0, 0.0, 4.0]) - 0.75).abs() < 1e-9);
        assert!((top_share(&[0.0, 3.0, 1.0]) - 0.75).abs() < 1e-9);
    }
}
