//! Waiting times in 64 logarithmic buckets: mergeable, bounded, never a float.

/// Buckets of seconds: bucket 0 holds 0 s; four buckets a doubling after that, up to about nine hours a bucket's width at
/// the end; the last bucket is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    counts: [u64; Self::BUCKETS],
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: [0; Self::BUCKETS],
        }
    }
}

impl serde::Serialize for Histogram {
    /// As the pairs of bucket and count that are not empty.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let filled = self
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        let filled: std::collections::BTreeMap<usize, u64> =
            filled.map(|(bucket, count)| (bucket, *count)).collect();
        filled.serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Histogram {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let filled = std::collections::BTreeMap::<usize, u64>::deserialize(deserializer)?;
        let mut histogram = Self::default();
        for (bucket, count) in filled {
            if let Some(place) = histogram.counts.get_mut(bucket) {
                *place = count;
            }
        }
        Ok(histogram)
    }
}

impl Histogram {
    /// How many buckets there are.
    pub const BUCKETS: usize = 64;

    /// Smallest number of seconds in a bucket: four steps a doubling from 4 s on.
    #[must_use]
    pub const fn lower_bound(bucket: usize) -> u64 {
        if bucket < 4 {
            return bucket as u64;
        }
        let (octave, step) = ((bucket / 4) as u32, (bucket % 4) as u64);
        (4 + step) << (octave - 1)
    }

    /// The bucket of a number of seconds.
    #[must_use]
    pub fn bucket(seconds: u64) -> usize {
        if seconds < 4 {
            return seconds as usize;
        }
        let octave = seconds.ilog2() - 1;
        let step = (seconds >> (octave - 1)) & 3;
        ((octave * 4) as usize + step as usize).min(Self::BUCKETS - 1)
    }

    /// Counts one wait; negative waits (clocks that disagree) count as none.
    pub fn add(&mut self, seconds: i64) {
        self.counts[Self::bucket(u64::try_from(seconds).unwrap_or(0))] += 1;
    }

    /// Adds another histogram's counts.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// The counts, by bucket.
    #[must_use]
    pub const fn counts(&self) -> &[u64; Self::BUCKETS] {
        &self.counts
    }

    /// How many waits were counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The wait in seconds that `share` (per cent) of the counted waits *and of the `never` that had no end* stay
    /// within, as the lower bound of its bucket; `None` where that many never ended, or nothing was counted.
    #[must_use]
    pub fn percentile(&self, share: u64, never: u64) -> Option<u64> {
        let total = self.total() + never;
        if total == 0 {
            return None;
        }
        let rank = (total * share).div_ceil(100).max(1);
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return Some(Self::lower_bound(bucket));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn a_bound_lies_in_its_own_bucket() {
        for bucket in 0..Histogram::BUCKETS {
            assert_eq!(Histogram::bucket(Histogram::lower_bound(bucket)), bucket);
        }
        assert_eq!(Histogram::bucket(u64::MAX), Histogram::BUCKETS - 1);
    }

    #[test]
    fn the_never_reached_stay_in() {
        let mut waits = Histogram::default();
        waits.add(2);
        waits.add(100);
        assert_eq!(waits.percentile(50, 0), Some(2));
        assert_eq!(waits.percentile(50, 1), Some(96));
        assert_eq!(waits.percentile(90, 1), None);
        assert_eq!(Histogram::default().percentile(50, 0), None);
    }
}
