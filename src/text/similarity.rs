//! How much two sets of words share. Sets are sorted and without duplicates.

/// How many words two sets share.
#[must_use]
pub fn shared(left: &[u32], right: &[u32]) -> usize {
    let (mut at, mut to, mut both) = (0, 0, 0);
    while at < left.len() && to < right.len() {
        match left[at].cmp(&right[to]) {
            std::cmp::Ordering::Less => at += 1,
            std::cmp::Ordering::Greater => to += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                at += 1;
                to += 1;
            }
        }
    }
    both
}

/// Shared words of all words, in hundredths; 0 where both sets are empty (Jaccard 1901).
#[must_use]
pub fn jaccard(left: &[u32], right: &[u32]) -> u32 {
    let both = shared(left, right);
    let all = left.len() + right.len() - both;
    if all == 0 {
        0
    } else {
        (both * 100 / all) as u32
    }
}

/// Shared words of the smaller set's words, in hundredths; 0 where either set is empty (overlap coefficient).
#[must_use]
pub fn containment(left: &[u32], right: &[u32]) -> u32 {
    let least = left.len().min(right.len());
    if least == 0 {
        0
    } else {
        (shared(left, right) * 100 / least) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::{containment, jaccard};

    #[test]
    fn shares_are_hundredths() {
        assert_eq!(jaccard(&[1, 2, 3], &[2, 3, 4]), 50);
        assert_eq!(containment(&[2, 3], &[1, 2, 3, 4]), 100);
        assert_eq!((jaccard(&[], &[]), containment(&[], &[1])), (0, 0));
    }
}
