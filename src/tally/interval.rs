//! Intervals around shares.

/// A share with its 95 % interval; all three between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The observed share.
    pub point: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The two-sided 95 % normal quantile.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval (Wilson 1927) for `hits` of `n`; `None` where there is nothing to divide by.
#[must_use]
pub fn wilson(hits: u64, n: u64) -> Option<Interval> {
    if n == 0 {
        return None;
    }
    let (n, point) = (n as f64, hits as f64 / n as f64);
    let z2 = Z * Z;
    let denominator = 1.0 + z2 / n;
    let centre = (point + z2 / (2.0 * n)) / denominator;
    let half = Z * (point * (1.0 - point) / n + z2 / (4.0 * n * n)).sqrt() / denominator;
    Some(Interval {
        point,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn matches_published_values() {
        let known = wilson(81, 263).unwrap();
        assert!(
            (known.low - 0.255).abs() < 5e-4 && (known.high - 0.366).abs() < 5e-4,
            "{known:?}"
        );
        let none = wilson(0, 10).unwrap();
        assert!(
            none.low == 0.0 && (none.high - 0.278).abs() < 5e-4,
            "{none:?}"
        );
        assert_eq!(wilson(0, 0), None);
    }
}
